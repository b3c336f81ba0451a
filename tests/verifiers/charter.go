// Judges charters and chains of key sheets: docs/spec/statement.md sections 6 and 7. A charter is TOML with a
// key and a plain value a line, and nothing else of it is read here.
package main

import (
	"regexp"
	"strings"
	"unicode"
	"unicode/utf8"

	"golang.org/x/mod/sumdb/note"
)

type charter struct {
	note     *note.Note
	said     map[string]string
	id, unit string
	members  []string // names, in their order
	bloc     map[string]string
	root     map[string]key
}

// The keys of each table, and their types. Those with a `!` must be there.
var tables = map[string]string{
	"":           "charter=count! name=title! unit=digest previous=digest starts=time! rules=one!",
	"thresholds": "hostile=u32 cosignatures=u32 vouches=u32 objections=u32",
	"times":      "tolerance=u32 waiting=u32 silence=u32",
	"quota":      "statements=u32 bytes=number",
	"[member]":   "name=name! title=title! bloc=name! root=vkey!",
}

var (
	nothing    = regexp.MustCompile(`^ *(#.*)?$`)
	heading    = regexp.MustCompile(`^ *\[([a-z]+|\[member\])\] *(#.*)?$`)
	assignment = regexp.MustCompile(`^ *([a-z]+) *= *(?:"((?:[^"\\]|\\["\\])*)"|(0|[1-9]\d*)) *(#.*)?$`)
)

// What a table says, checked.
func table(name string, lines []string) map[string]string {
	said := map[string]string{}
	for _, line := range lines {
		parts := assignment.FindStringSubmatch(line)
		_, twice := said[parts[1]]
		need(!twice)
		said[parts[1]] = strings.NewReplacer(`\"`, `"`, `\\`, `\`).Replace(parts[2]) + parts[3]
		isNumber := strings.Contains(" count one u32 number ", " "+typeOf(name, parts[1])+" ")
		need(isNumber == (parts[3] != ""))
		types[typeOf(name, parts[1])](said[parts[1]])
	}
	for _, key := range strings.Fields(tables[name]) {
		_, is := said[strings.Split(key, "=")[0]]
		need(is || !strings.HasSuffix(key, "!"))
	}
	return said
}

func typeOf(table, key string) string {
	_, rest := cut(" "+tables[table]+" ", " "+key+"=")
	kind, _ := cut(rest, " ")
	return strings.TrimSuffix(kind, "!")
}

// A charter's text.
func sound(text string) (c charter) {
	need(len(text) <= 64<<10 && utf8.ValidString(text))
	c = charter{id: digestOf(text), bloc: map[string]string{}, root: map[string]key{}}
	limits, blocs, points := map[string]string{}, map[string]int{}, map[string]bool{}
	name, body, seen := "", []string{}, map[string]bool{}
	end := func() {
		said := table(name, body)
		switch name {
		case "":
			c.said = said
		case "[member]":
			k := vkey(said["root"])
			need(c.bloc[said["name"]] == "" && k.name == said["name"]+"/root" && k.algorithm == 1 && !points[string(k.point)])
			c.members, c.bloc[said["name"]], c.root[said["name"]] = append(c.members, said["name"]), said["bloc"], k
			points[string(k.point)] = true
			blocs[said["bloc"]]++
		case "thresholds":
			limits = said
		}
		need(name == "[member]" || !seen[name])
		seen[name] = true
	}
	for _, line := range lines(text) {
		need(strings.IndexFunc(line, unicode.IsControl) < 0)
		if found := heading.FindStringSubmatch(line); found != nil {
			end()
			name, body = found[1], nil
			need(tables[name] != "")
		} else if !nothing.MatchString(line) {
			body = append(body, line)
		}
	}
	end()
	_, previous := c.said["previous"]
	_, unit := c.said["unit"]
	need((c.said["charter"] == "1") == !previous && previous == unit)
	if c.unit = c.id; unit {
		c.unit = c.said["unit"]
	}
	need(len(c.members) >= 2 && len(c.members) <= 64 && len(blocs) >= 2)
	for _, bloc := range c.bloc {
		w := int64(len(c.members) - blocs[bloc])
		f, k := (w-1)/3, int64(0)
		if text, is := limits["hostile"]; is {
			f = number(text)
		}
		if k = (w+f)/2 + 1; limits["cosignatures"] != "" {
			k = number(limits["cosignatures"])
		}
		need(2*k > w+f && k <= w)
	}
	return c
}

func signedCharter(data string) charter {
	n := read(data)
	c := sound(n.Text)
	c.note = n
	return c
}

// The members of c whose roots have signed n.
func (c charter) signers(n *note.Note) map[string]bool {
	signers := map[string]bool{}
	for name, root := range c.root {
		if root.signed(n) {
			signers[name] = true
		}
	}
	return signers
}

// Charters that hold: the first, and each after the one before.
func chain(files []string) (all []charter) {
	for i, file := range files {
		c := signedCharter(file)
		own, must := c.signers(c.note), c.members
		if i == 0 {
			need(c.unit == c.id)
		} else {
			old := all[i-1]
			must = nil
			for _, name := range c.members {
				if root, was := old.root[name]; !was || string(root.point) != string(c.root[name].point) {
					must = append(must, name)
				}
			}
			blocs, signers := map[string]bool{}, old.signers(c.note)
			for name := range signers {
				blocs[old.bloc[name]] = true
			}
			need(2*len(signers) > len(old.members) && len(blocs) >= 2)
			need(c.said["unit"] == old.unit && c.said["previous"] == old.id)
			need(number(c.said["charter"]) == number(old.said["charter"])+1 && c.said["starts"] > old.said["starts"])
		}
		for _, name := range must {
			need(own[name])
		}
		all = append(all, c)
	}
	return all
}

// Charters that hold, then the sheets of one member: each by the root of some charter, never of an earlier one than the sheet before.
func sheets(files []string) {
	first := 0
	for !strings.HasPrefix(files[first], "detente/keys/v1\n") {
		first++
	}
	charters, last, member, id := chain(files[:first]), 0, "", ""
	for i, file := range files[first:] {
		n := alone(file)
		s := sheet(n.Text)
		by := len(charters) - 1
		for !charters[by].root[s["member"][0]].signed(n) {
			by--
		}
		need(by >= last && s["unit"][0] == charters[0].id && number(s["number"][0]) == int64(i)+1)
		need(i == 0 || s["member"][0] == member && s["previous"][0] == id)
		last, member, id = by, s["member"][0], digestOf(n.Text)
	}
}

// Two charters that name one before them, and somebody whose root it lists has signed both.
func rivals(before, one, other charter) {
	for _, c := range []charter{one, other} {
		need(c.said["previous"] == before.id && c.unit == before.unit)
	}
	second, double := before.signers(other.note), 0
	for name := range before.signers(one.note) {
		if second[name] {
			double++
		}
	}
	need(one.id != other.id && double > 0)
}
