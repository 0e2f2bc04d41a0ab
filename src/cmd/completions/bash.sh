# Completions of recovery-run for bash; `recovery-run completions bash` printed them.
_recovery_run() {
    local told reply
    COMPREPLY=()
    while IFS= read -r reply; do
        if [ -z "${told-}" ]; then
            told=$reply
        else
            COMPREPLY+=("$reply")
        fi
    done < <(command recovery-run __complete bash "${COMP_LINE:0:COMP_POINT}" "$COMP_WORDBREAKS" 2>/dev/null)
    case ${told-} in
        *unfinished*) compopt -o nospace 2>/dev/null ;;
    esac
    case ${told-} in
        *unknown*) compopt -o default 2>/dev/null ;;
    esac
    return 0
}
complete -o nosort -F _recovery_run recovery-run 2>/dev/null || complete -F _recovery_run recovery-run
