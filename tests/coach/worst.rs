//! The cases that a policy's author has to look at.

/// A case; the heavier, the worse.
#[derive(Debug, Clone)]
pub struct Case {
    pub weight: f64,
    pub text: String,
}

/// Those of open loop.
#[derive(Debug, Clone, Default)]
pub struct Worst {
    pub unsaid: Vec<Case>,
    pub late: Vec<Case>,
    pub unhinted: Vec<Case>,
    pub false_audible: Vec<Case>,
    /// Runs whose shown zone flickers.
    pub flips: Vec<Case>,
}

const SHOWN: usize = 15;

impl Worst {
    /// Takes in more.
    pub fn add(&mut self, other: Self) {
        self.unsaid.extend(other.unsaid);
        self.late.extend(other.late);
        self.unhinted.extend(other.unhinted);
        self.false_audible.extend(other.false_audible);
        self.flips.extend(other.flips);
    }

    /// The heaviest of each kind.
    pub fn print(self) {
        list("lasting crossings that nothing was said of", self.unsaid);
        list("latest words on a sustained crossing", self.late);
        list("sustained crossings that came without a hint", self.unhinted);
        list("false audible cues", self.false_audible);
        list("runs with zone lines that go back within 30 s", self.flips);
    }
}

/// Prints the heaviest of some cases.
pub fn list(title: &str, mut cases: Vec<Case>) {
    cases.sort_by(|a, b| b.weight.total_cmp(&a.weight));
    println!("\n{title}: {}", cases.len());
    for case in cases.iter().take(SHOWN) {
        println!("  {}", case.text);
    }
}

/// Seconds as minutes and seconds.
pub fn clock(second: usize) -> String {
    format!("{}:{:02}", second / 60, second % 60)
}
