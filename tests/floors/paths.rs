//! Reads the paths that a Rust source names: `use` declarations with their groups, and paths within code.

/// A path as it stands in a source.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Named {
    /// The line, counted from 1.
    pub line: usize,
    /// The modules written out in the same file around it, `mod inner { … }`.
    pub inline: Vec<String>,
    /// Its segments; the last one is `*` for a glob.
    pub segments: Vec<String>,
    /// The name that a `use` declaration gives it; none for a path in code.
    pub alias: Option<String>,
    /// Whether only tests are compiled with it.
    pub in_tests: bool,
}

/// What a source names and declares.
#[derive(Debug, Default)]
pub struct Paths {
    /// Every path of two segments or more, and every `use`.
    pub named: Vec<Named>,
    /// Modules written out in the file.
    pub inline: Vec<Vec<String>>,
    /// Modules of other files that only tests are compiled with: `#[cfg(test)] mod name;`.
    pub test_files: Vec<String>,
    /// Single words of the code outside tests, with their lines: for what is forbidden whatever its path.
    pub words: Vec<(usize, String)>,
}

#[derive(Debug, Clone, PartialEq, Eq)]
enum Token {
    Word(String),
    /// `::`
    Separator,
    Mark(char),
}

/// A block between braces.
struct Block {
    module: Option<String>,
    in_tests: bool,
}

struct Reader {
    tokens: Vec<(usize, Token)>,
    at: usize,
    blocks: Vec<Block>,
    /// `#[cfg(test)]` stands before the item that is being read.
    test_item: bool,
    paths: Paths,
}

/// Reads a source.
pub fn read(text: &str) -> Paths {
    let mut reader = Reader { tokens: tokens(text), at: 0, blocks: Vec::new(), test_item: false, paths: Paths::default() };
    while reader.at < reader.tokens.len() {
        reader.step();
    }
    reader.paths
}

impl Reader {
    fn token(&self, offset: usize) -> Option<&Token> {
        self.tokens.get(self.at + offset).map(|(_, token)| token)
    }

    fn word(&self, offset: usize) -> Option<&str> {
        match self.token(offset) {
            Some(Token::Word(word)) => Some(word),
            _ => None,
        }
    }

    fn is_mark(&self, offset: usize, mark: char) -> bool {
        self.token(offset) == Some(&Token::Mark(mark))
    }

    fn in_tests(&self) -> bool {
        self.test_item || self.blocks.iter().any(|block| block.in_tests)
    }

    fn modules(&self) -> Vec<String> {
        self.blocks.iter().filter_map(|block| block.module.clone()).collect()
    }

    fn step(&mut self) {
        let (line, token) = self.tokens[self.at].clone();
        match token {
            Token::Mark('#') if self.is_cfg_test() => {
                self.test_item = true;
                self.at += 7;
            }
            Token::Mark('{') => self.open(None),
            Token::Mark('}') => {
                self.blocks.pop();
                self.at += 1;
            }
            Token::Mark(';') => {
                self.test_item = false;
                self.at += 1;
            }
            Token::Word(word) if word == "mod" && self.word(1).is_some() => self.module(),
            Token::Word(word) if word == "use" => {
                self.at += 1;
                self.use_tree(line, &[]);
            }
            Token::Word(_) => self.path(line),
            Token::Mark(_) | Token::Separator => self.at += 1,
        }
    }

    /// `#[cfg(test)]`, seven tokens.
    fn is_cfg_test(&self) -> bool {
        self.is_mark(1, '[') && self.word(2) == Some("cfg") && self.is_mark(3, '(') && self.word(4) == Some("test") && self.is_mark(5, ')')
    }

    fn open(&mut self, module: Option<String>) {
        let in_tests = std::mem::take(&mut self.test_item);
        self.blocks.push(Block { module, in_tests });
        self.at += 1;
    }

    fn module(&mut self) {
        let name = self.word(1).unwrap_or_default().to_owned();
        if self.is_mark(2, '{') {
            let module = [self.modules(), vec![name.clone()]].concat();
            self.paths.inline.push(module);
            self.at += 2;
            self.open(Some(name));
        } else {
            if self.in_tests() {
                self.paths.test_files.push(name);
            }
            self.at += 2;
        }
    }

    /// One tree of a `use` declaration, after this prefix.
    fn use_tree(&mut self, line: usize, prefix: &[String]) {
        let mut segments = prefix.to_vec();
        loop {
            match self.token(0).cloned() {
                Some(Token::Word(word)) if word == "as" => {
                    let alias = self.word(1).map(str::to_owned);
                    self.at += 2;
                    return self.name(line, segments, alias);
                }
                Some(Token::Word(word)) => {
                    segments.push(word);
                    self.at += 1;
                }
                Some(Token::Mark('*')) => {
                    segments.push("*".to_owned());
                    self.at += 1;
                }
                Some(Token::Separator) => self.at += 1,
                Some(Token::Mark('{')) => {
                    self.at += 1;
                    while self.token(0).is_some() && !self.is_mark(0, '}') {
                        self.use_tree(line, &segments);
                        if self.is_mark(0, ',') {
                            self.at += 1;
                        }
                    }
                    self.at += 1;
                    return;
                }
                Some(Token::Mark(_)) | None => {
                    // `{self, Name}` names the prefix itself.
                    if segments.len() > 1 && segments.last().is_some_and(|last| last == "self") {
                        segments.pop();
                    }
                    let alias = segments.last().cloned();
                    return self.name(line, segments, alias);
                }
            }
        }
    }

    /// A word of the code, with all that follows it after `::`.
    fn path(&mut self, line: usize) {
        let is_field = self.at > 0 && matches!(self.tokens[self.at - 1].1, Token::Mark('.'));
        let mut segments = vec![self.word(0).unwrap_or_default().to_owned()];
        self.at += 1;
        while self.token(0) == Some(&Token::Separator)
            && let Some(word) = self.word(1)
        {
            segments.push(word.to_owned());
            self.at += 2;
        }
        if !self.in_tests() && !is_field {
            self.paths.words.extend(segments.iter().map(|word| (line, word.clone())));
        }
        if segments.len() > 1 {
            self.name(line, segments, None);
        }
    }

    fn name(&mut self, line: usize, segments: Vec<String>, alias: Option<String>) {
        if alias.is_some() && !self.in_tests() {
            self.paths.words.extend(segments.iter().map(|word| (line, word.clone())));
        }
        self.paths.named.push(Named { line, inline: self.modules(), segments, alias, in_tests: self.in_tests() });
    }
}

/// The tokens of a source with their lines, without comments, strings and numbers' insides.
fn tokens(text: &str) -> Vec<(usize, Token)> {
    let letters: Vec<char> = text.chars().collect();
    let (mut tokens, mut line, mut at) = (Vec::new(), 1, 0);
    while at < letters.len() {
        let next = |offset: usize| letters.get(at + offset).copied();
        let end = match letters[at] {
            '/' if next(1) == Some('/') => line_end(&letters, at),
            '/' if next(1) == Some('*') => comment_end(&letters, at),
            '"' => string_end(&letters, at),
            '\'' => quote_end(&letters, at),
            ':' if next(1) == Some(':') => {
                tokens.push((line, Token::Separator));
                at + 2
            }
            c if c.is_alphabetic() || c == '_' => {
                let end = (at..letters.len()).find(|i| !(letters[*i].is_alphanumeric() || letters[*i] == '_')).unwrap_or(letters.len());
                let word: String = letters[at..end].iter().collect();
                match raw_string_end(&letters, end).filter(|_| ["r", "br", "cr"].contains(&word.as_str())) {
                    Some(end) => end,
                    None => {
                        tokens.push((line, Token::Word(word)));
                        end
                    }
                }
            }
            c => {
                if !c.is_whitespace() {
                    tokens.push((line, Token::Mark(c)));
                }
                at + 1
            }
        };
        line += letters[at..end.min(letters.len())].iter().filter(|letter| **letter == '\n').count();
        at = end;
    }
    tokens
}

fn line_end(letters: &[char], from: usize) -> usize {
    (from..letters.len()).find(|i| letters[*i] == '\n').unwrap_or(letters.len())
}

/// Behind a block comment; they nest.
fn comment_end(letters: &[char], from: usize) -> usize {
    let (mut depth, mut at) = (0, from);
    while at < letters.len() {
        match letters[at..].get(..2) {
            Some(['/', '*']) => (depth, at) = (depth + 1, at + 2),
            Some(['*', '/']) => (depth, at) = (depth - 1, at + 2),
            _ => at += 1,
        }
        if depth == 0 {
            break;
        }
    }
    at
}

fn string_end(letters: &[char], from: usize) -> usize {
    let mut at = from + 1;
    while at < letters.len() && letters[at] != '"' {
        at += if letters[at] == '\\' { 2 } else { 1 };
    }
    at + 1
}

/// Behind a character such as `'{'`; a lifetime is one mark.
fn quote_end(letters: &[char], from: usize) -> usize {
    if letters.get(from + 1) == Some(&'\\') {
        return (from + 3..letters.len()).find(|i| letters[*i] == '\'').map_or(letters.len(), |end| end + 1);
    }
    if letters.get(from + 2) == Some(&'\'') { from + 3 } else { from + 1 }
}

/// Behind `#"…"#`, which begins here, if it does.
fn raw_string_end(letters: &[char], from: usize) -> Option<usize> {
    let hashes = letters[from..].iter().take_while(|letter| **letter == '#').count();
    if letters.get(from + hashes) != Some(&'"') {
        return None;
    }
    let closes =
        |i: &usize| letters[*i] == '"' && letters[i + 1..].iter().take_while(|letter| **letter == '#').take(hashes).count() == hashes;
    (from + hashes + 1..letters.len()).find(closes).map(|end| end + 1 + hashes)
}
