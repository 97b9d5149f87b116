# Every command has its page, and the page tells all of its options.
. "${ROOT:?run it by scripts/check}/tests/lib.sh"

version=$(sed -n 's/^VERSION = //p' "$ROOT/Makefile")
undocumented() { # undocumented COMMAND: options that its page doesn't have
	local word
	while IFS= read -r word; do
		case $word in --help | --version | --complete) continue ;; esac
		grep -Eq -e "Fl (. , )?${word#-}( |$)" "$ROOT/src/$1.1" || echo "$word"
	done < <("$1" --complete | grep '^--')
}
for f in "$ROOT"/src/*.c "$ROOT"/src/*.sh; do
	[ -e "$f" ] || continue
	command=$(basename "${f%.*}")
	if [ ! -e "$ROOT/src/$command.1" ]; then
		fail "$command has a page"
		continue
	fi
	is "$command's page has all its options" "$(undocumented "$command")" ""
	[ -e "$ROOT/src/$command.sh" ] || is "$command says its version" "$("$command" --version)" "$command $version"
	ok "wa(7) names $command" grep -q "^\.\(It \)\?Xr $command 1" "$ROOT/src/wa.7"
	ok "the README names $command" grep -q "^| $command " "$ROOT/README.md"
done
strays() {
	local page name section
	grep -ho '^\.\(It \)\?Xr wa[a-z-]* [0-9]' "$ROOT"/src/*.[1578] | sed 's/.*Xr //' | sort -u | while read -r name section; do
		[ -e "$ROOT/src/$name.$section" ] || echo "$name($section)"
	done
}
is "no page refers to one that isn't there" "$(strays)" ""
done_testing
