# Completions of recovery-run for fish; `recovery-run completions fish` printed them.
function __recovery_run_complete
    set -l given (commandline -opc)
    set -l word (commandline -ct)
    # A quote or an escape that is still open is closed.
    set -l plain (string unescape -- $word; or string unescape -- $word"'"; or string unescape -- $word\"; or string unescape -- $word\\)
    set -l answer (command recovery-run __complete fish $given[2..-1] "$plain" 2>/dev/null)
    set -q answer[1]; or return 0
    set -q answer[2]; and printf '%s\n' $answer[2..-1]
    set -l files
    if string match -q -- 'fi*' $answer[1]; or test "$answer[1]" = folders
        set files (complete -C "__recovery_run_no_command $word")
    end
    switch $answer[1]
        case 'files \*'
            set -q files[1]; and printf '%s\n' $files
        case 'files *'
            set -l endings (string replace -a ' ' '|' -- (string replace 'files ' '' -- $answer[1]))
            string match -ri -- "^.*(?:\.(?:$endings)|/)(?:\t.*)?\$" $files
        case folders
            string match -r -- '^.*/(?:\t.*)?$' $files
    end
    return 0
end
complete -c recovery-run -e
complete -c recovery-run -f -k -a '(__recovery_run_complete)'
