# SPDX-License-Identifier: MIT
# complete.zsh FILE LINE...: what a zsh that has read the completion in FILE offers behind each of the lines when Tab is
# pressed there; a line of words for each, in the order of the alphabet. It is typed into a zsh in a terminal of its own.
emulate -R zsh
zmodload zsh/zpty || exit 1
folder=$(mktemp -d)
trap 'rm -rf $folder' EXIT
cat >$folder/begin <<'END'
PROMPT= RPROMPT= PROMPT2=
unset zle_bracketed_paste
unsetopt autolist automenu # a long list would ask whether it is to be shown
autoload -Uz compinit
compinit -u -D
source $COMPLETION
bindkey '^I' complete-word
zstyle ':completion:*' insert-tab false
# What is matched is noted; what only sorts words into arrays goes its way.
compadd() {
  local -a offered
  if [[ " ${@[1,(i)(-|--)]}" != *' -'[OAD]* ]]; then
    builtin compadd -A offered "$@"
    print -rl -- $offered >>$OFFERED
  fi
  builtin compadd "$@"
}
say_done() {
  print -n %done%
  comppostfuncs=(say_done) # it is forgotten each time
}
comppostfuncs=(say_done)
zle-line-init() { print -n %done% } # from now on it is an editor that gets the keys
zle -N zle-line-init
END
export COMPLETION=$1 OFFERED=$folder/offered
shift
zpty shell zsh -f -i
zpty -w shell "source $folder/begin"
zpty -r shell said '*%done%*'
for line; do
  : >$OFFERED
  zpty -w -n shell $'\025'$line$'\t'
  zpty -r shell said '*%done%*'
  print -r -- ${(o)${(f)"$(<$OFFERED)"}}
done
zpty -d shell
