// Judges headers, entries and the texts of key sheets: docs/spec/statement.md sections 2, 3, 4 and 6.
package main

import (
	"crypto/sha256"
	"encoding/base64"
	"regexp"
	"sort"
	"strings"
	"time"
	"unicode"
	"unicode/utf8"
)

// Which lines there are, in the order of all kinds. `sealed` stands where, and only where, the audience is not the unit: a kind that may not
// have it is public.
const (
	to   = "unit charter member kind made (until )?marking audience "
	till = "unit charter member kind made until marking audience "
	body = "(body (sealed )?)?"
	by   = "(operator )?"
	refs = "(refs )?" + by
	ref  = "refs " + by
)

var orders = map[string]string{
	"intel":      to + "body (sealed )?" + refs,
	"sighting":   to + body + ref + "(seen |false-alarm )",
	"claim":      to + "body (sealed )?" + refs,
	"retraction": to + ref + "(reason )?",
	"proposal":   till + "(body )?" + refs + "action (value ){1,256}",
	"vote":       to + ref + "vote ",
	"objection":  till + "(body )?" + ref + "reason ",
	"protect":    to + by + "(value ){1,256}",
	"seal":       to + body + refs + "root rows name ",
	"seed":       to + by + "(commit |reveal )",
	"receipt":    to + by + "(holds ){0,64}",
	"quote":      to + by + "checkpoint ",
	"evidence":   to + refs + "against evidence ",
	"key":        to + by + "sheet ",
	"charter":    to + by + "hash ",
	"stop":       to + by,
	"count":      to + "(body )?" + refs + "(own )*",
	"match":      to + "(body )?" + refs + "(own )*",
	"decision":   to + "(body )?" + refs + "(own )*",
	"any other":  to + body + refs + "(own )*",
	"a sheet":    "unit member number (previous )?made statement log witness (age )?(transport )?(void ){0,128}",
}

// What a line says: words of these types, the last of which takes the rest of the line.
var says = map[string]string{
	"unit": "digest", "charter": "digest", "member": "name", "kind": "word", "made": "time", "until": "time",
	"marking": "marking", "audience": "audience", "body": "hash body media", "sealed": "hash sealed", "refs": "refs",
	"operator": "name", "seen": "count day day", "false-alarm": "count day day", "reason": "text", "action": "action", "value": "label any", "vote": "vote",
	"root": "digest", "rows": "number", "name": "text", "commit": "digest", "reveal": "base64", "holds": "name number",
	"checkpoint": "base64", "against": "name", "evidence": "base64", "sheet": "base64", "hash": "digest",
	"number": "count", "previous": "digest", "statement": "vkey", "log": "vkey", "witness": "vkey", "age": "age",
	"transport": "digest", "void": "number vkey",
}

var types = map[string]func(string){
	"digest":   isDigest,
	"name":     isName,
	"word":     matches(`[a-z-]+`, 32),
	"time":     stamp("2006-01-02T15:04:05Z"),
	"day":      stamp("2006-01-02"),
	"marking":  matches(`TLP:(RED|AMBER\+STRICT|AMBER|GREEN|CLEAR)( PAP:(RED|AMBER|GREEN|CLEAR))?`, 99),
	"audience": audience,
	"hash":     func(text string) { hashes(text) },
	"base64":   func(text string) { unbase64(text) },
	"body":     func(text string) { need(number(text) <= 1<<30) },
	"sealed":   func(text string) { need(number(text) <= 1<<31) },
	"u32":      func(text string) { need(number(text) < 1<<32) },
	"one":      func(text string) { need(text == "1") },
	"title": func(text string) {
		need(text != "" && len(text) <= 200 && strings.IndexFunc(text, unicode.IsControl) < 0)
	},
	"media":  matches(`[T][t]*/[T][t]*(;[T][t]*=[T][t]*)*`, 127),
	"refs":   func(text string) { list(text, 128, isDigest) },
	"number": func(text string) { number(text) },
	"count":  func(text string) { need(number(text) > 0) },
	"text":   func(text string) { need(len(text) <= 500) },
	"any":    func(text string) { need(text != "") },
	"label":  matches(`[a-z0-9-]+`, 1<<15),
	"action": matches(`watch|block`, 5),
	"vote":   matches(`yes|no|withdraw`, 8),
	"vkey":   func(text string) { vkey(text) },
	"age":    matches(`age1[a-z0-9]{58}`, 62),
}

func matches(pattern string, most int) func(string) {
	pattern = strings.NewReplacer("[T]", "[a-z0-9]", "[t]", "[a-z0-9!#$&^_.+-]").Replace(pattern)
	whole := regexp.MustCompile(`\A(` + pattern + `)\z`)
	return func(text string) { need(len(text) <= most && whole.MatchString(text)) }
}

var isName = matches(`[a-z0-9]+(-[a-z0-9]+)*`, 63)

func isDigest(text string) {
	data := must(base64.RawURLEncoding.DecodeString(text))
	need(len(data) == 32 && base64.RawURLEncoding.EncodeToString(data) == text)
}

func digestOf(text string) string {
	sum := sha256.Sum256([]byte(text))
	return base64.RawURLEncoding.EncodeToString(sum[:])
}

func stamp(layout string) func(string) {
	return func(text string) { need(must(time.Parse(layout, text)).Format(layout) == text) }
}

// Words with a space between, none twice.
func list(text string, most int, each func(string)) []string {
	words, seen := strings.Split(text, " "), map[string]bool{}
	for _, word := range words {
		each(word)
		need(!seen[word])
		seen[word] = true
	}
	need(len(words) <= most)
	return words
}

func audience(text string) {
	if text != "unit" {
		need(sort.StringsAreSorted(list(after(text, "members "), 64, isName)))
	}
}

// Lines that all headers may have: an unknown kind has them in their place or nowhere.
const common = " unit charter member kind made until marking audience body sealed refs operator "

// What the lines of a header or a sheet say, by their names.
func said(text, first string, order func(kind string) string) map[string][]string {
	need(len(text) <= 32<<10 && utf8.ValidString(text))
	all, names, pattern := map[string][]string{}, "", order("")
	for _, line := range lines(after(text, first+"\n")) {
		name, value := cut(line, " ")
		types["word"](name)
		need(value != "" && strings.TrimSpace(value) == value && strings.IndexFunc(value, unicode.IsControl) < 0)
		if strings.HasSuffix(pattern, "(own )*") && !strings.Contains(common, " "+name+" ") {
			name = "own"
		} else {
			kinds := strings.Split(says[name], " ")
			words := strings.SplitN(value, " ", len(kinds))
			need(len(words) == len(kinds))
			for i, word := range words {
				types[kinds[i]](word)
			}
		}
		if name == "kind" {
			pattern = order(value)
		}
		all[name] = append(all[name], value)
		names += name + " "
	}
	need(regexp.MustCompile(`\A` + pattern + `\z`).MatchString(names))
	return all
}

// The lines of a header.
func header(text string) map[string][]string {
	h := said(text, "detente/statement/v1", func(kind string) string {
		if order, known := orders[kind]; known {
			return order
		}
		return orders["any other"]
	})
	for _, until := range h["until"] {
		need(until > h["made"][0])
	}
	need((h["audience"][0] != "unit") == (len(h["sealed"]) == 1))
	for _, seen := range append(h["seen"], h["false-alarm"]...) {
		days := strings.Split(seen, " ")
		need(days[1] <= days[2])
	}
	one := h["kind"][0] == "vote" || h["kind"][0] == "objection"
	need(!one || !strings.Contains(h["refs"][0], " "))
	for i := range h["value"] {
		need(i == 0 || pair(h["value"][i-1]) < pair(h["value"][i]))
	}
	for i := range h["holds"] {
		need(i == 0 || strings.Split(h["holds"][i-1], " ")[0] < strings.Split(h["holds"][i], " ")[0])
	}
	return h
}

// So that types are compared before values.
func pair(value string) string { return strings.Replace(value, " ", "\x00", 1) }

// An entry, by the key that is called after its author.
func entry(k key, data string) {
	n := alone(data)
	h := header(n.Text)
	need(k.name == h["unit"][0]+"/"+h["member"][0]+"/statement" && k.algorithm == 1 && k.signed(n))
}

func sheet(text string) map[string][]string {
	s := said(text, "detente/keys/v1", func(string) string { return orders["a sheet"] })
	need((s["number"][0] == "1") == (len(s["previous"]) == 0))
	points := map[string]bool{}
	for role, algorithm := range map[string]byte{"statement": 1, "log": 1, "witness": 4} {
		k := vkey(s[role][0])
		need(k.name == s["unit"][0]+"/"+s["member"][0]+"/"+role && k.algorithm == algorithm)
		points[string(k.point)] = true
	}
	need(len(points) == 3)
	return s
}
