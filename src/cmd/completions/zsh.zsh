#compdef recovery-run
# Completions of recovery-run for zsh; `recovery-run completions zsh` printed them.
_recovery-run() {
    local told value about
    local -a given values shown
    local -i width=0 ret=1
    given=("${(@Q)words[2,CURRENT-1]}")
    while IFS=$'\t' read -r value about; do
        if [[ -z $told ]]; then
            told=$value
            continue
        fi
        values+=("$value")
        shown+=("$about")
        (( $#value > width )) && width=$#value
    done < <(command recovery-run __complete zsh "${(@)given}" "${(Q)PREFIX}" 2>/dev/null)
    local -i number
    for (( number = 1; number <= $#values; number++ )); do
        [[ -n $shown[number] ]] && shown[number]="${(r:width:)values[number]}  -- $shown[number]" || shown[number]=$values[number]
    done
    if (( $#values )); then
        compadd -V recovery-run -l -d shown -a values && ret=0
    fi
    case $told in
        files\ *)
            local endings=${told#files }
            compset -P '--*='
            if [[ $endings == '*' ]]; then
                _files && ret=0
            else
                _files -g "*.(#i)(${endings// /|})(-.)" && ret=0
            fi
            ;;
        folders)
            compset -P '--*='
            _files -/ && ret=0
            ;;
    esac
    return ret
}
if [[ $funcstack[1] == _recovery-run ]]; then
    _recovery-run "$@"
elif (( $+functions[compdef] )); then
    compdef _recovery-run recovery-run
fi
