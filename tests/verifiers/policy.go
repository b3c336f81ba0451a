// Judges a checkpoint by a policy (C2SP tlog-policy): which logs are believed, and how many of which witnesses it takes.
package main

import (
	"fmt"
	"strings"

	"golang.org/x/mod/sumdb/note"
	"golang.org/x/mod/sumdb/tlog"
)

// Size and root of a checkpoint that the policy accepts.
func policy(rules string, n *note.Note) (size int64, root tlog.Hash) {
	need(len(rules) <= 256<<10)
	has := map[string]bool{} // for each name, whether it has cosigned
	seen := map[string]int{} // how often a name, a key, a member, a kind of line was there
	once := func(what string) {
		seen[what]++
		need(seen[what] == 1)
	}
	some := func(what string) {
		seen[what]++
		need(seen[what] <= 128)
	}
	known := func(name string) bool {
		is, defined := has[name]
		need(defined)
		return is
	}
	add := func(text string, algorithm byte) key {
		k := vkey(text)
		need(k.algorithm == algorithm)
		once(fmt.Sprintf("key %d %x", algorithm, k.point))
		return k
	}
	once("name none")
	for _, c := range []byte(rules) {
		need(c == '\t' || c == '\n' || c >= ' ' && c != 127)
	}
	for _, line := range strings.Split(rules, "\n") {
		words := strings.FieldsFunc(line, func(c rune) bool { return c == ' ' || c == '\t' })
		if len(words) == 0 || words[0][0] == '#' {
			continue
		}
		some(words[0])
		switch rest := words[1:]; words[0] {
		case "log":
			need(len(rest) <= 2)
			if k := add(rest[0], 1); k.signed(n) {
				size, root = k.head(n)
				seen["head"]++
			}
		case "witness":
			need(len(rest) <= 3)
			once("name " + rest[0])
			has[rest[0]] = add(rest[1], 4).signed(n)
		case "group":
			members, count := rest[2:], 0
			for _, member := range members {
				once("member " + member)
				if known(member) {
					count++
				}
			}
			once("name " + rest[0])
			has[rest[0]] = count >= least(rest[1], len(members))
		case "quorum":
			need(len(rest) == 1 && seen["quorum"] == 1 && (rest[0] == "none" || known(rest[0])))
		default:
			need(false)
		}
	}
	need(seen["quorum"] == 1 && seen["head"] > 0)
	return size, root
}

func least(word string, members int) int {
	n := map[string]int{"any": 1, "all": members}[word]
	if n == 0 {
		n = int(number(word))
	}
	need(n >= 1 && n <= members)
	return n
}

// Whether an entry is in the log of a checkpoint that the policy accepts.
func included(rules, entry, data string) {
	index, path, n := proof(data)
	size, root := policy(rules, n)
	need(tlog.CheckRecord(path, size, root, index, tlog.RecordHash([]byte(entry))) == nil)
}
