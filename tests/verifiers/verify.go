// Verifies the objects of a log. Shares no code with the crates: Go's Ed25519, and notes and trees of golang.org/x/mod.
//
//	verify KIND FILE...        prints good or bad
//	verify vectors/index.tsv   prints a verdict for each line
//
// The library is laxer than these crates in places, which are checked here: it takes base64 with unused bits set and points of small
// order, and of several signatures by one key it looks at the first alone. It knows no cosignatures.
package main

import (
	"crypto/ed25519"
	"crypto/sha256"
	"encoding/base64"
	"encoding/binary"
	"fmt"
	"os"
	"path/filepath"
	"strconv"
	"strings"

	"golang.org/x/mod/sumdb/note"
	"golang.org/x/mod/sumdb/tlog"
)

func need(condition bool) {
	if !condition {
		panic("refused")
	}
}

func must[T any](value T, err error) T {
	need(err == nil)
	return value
}

func unbase64(text string) []byte {
	data := must(base64.StdEncoding.DecodeString(text))
	need(base64.StdEncoding.EncodeToString(data) == text)
	return data
}

func number(text string) int64 {
	n := must(strconv.ParseInt(text, 10, 64))
	need(n >= 0 && strconv.FormatInt(n, 10) == text)
	return n
}

func hash(text string) (h tlog.Hash) {
	need(copy(h[:], unbase64(text)) == 32 && h.String() == text)
	return h
}

func hashes(lines []string) (all []tlog.Hash) {
	for _, line := range lines {
		all = append(all, hash(line))
	}
	return all
}

func cut(text, separator string) (string, string) {
	before, after, found := strings.Cut(text, separator)
	need(found)
	return before, after
}

func after(text, prefix string) string {
	need(strings.HasPrefix(text, prefix))
	return text[len(prefix):]
}

func lines(data string) []string {
	need(strings.HasSuffix(data, "\n"))
	return strings.Split(data[:len(data)-1], "\n")
}

// The coordinates of the points of small order, low byte first. A key that is one verifies anything.
var weak = []string{
	"0000000000000000000000000000000000000000000000000000000000000000",
	"0100000000000000000000000000000000000000000000000000000000000000",
	"ecffffffffffffffffffffffffffffffffffffffffffffffffffffffffffff7f",
	"c7176a703d4dd84fba3c0b760d10670f2a2053fa2c39ccc64ec7fd7792ac037a",
	"26e8958fc2b227b045c3f489f2ef98f0d5dfac05d3c63339b13802886d53fc05",
}

// Neither a key nor the first half of a signature is such a point, or a coordinate of 2^255 - 19 and more, which Go takes.
func point(data []byte) []byte {
	text := fmt.Sprintf("%x%02x", data[:31], data[31]&127)
	need(text[62:] != "7f" || text[2:62] != strings.Repeat("f", 60) || data[0] < 0xed)
	for _, bad := range weak {
		need(text != bad)
	}
	return data
}

type key struct {
	name      string
	id        uint32
	algorithm byte
	point     []byte
}

func vkey(text string) key {
	name, rest := cut(text, "+")
	id, encoded := cut(rest, "+")
	data := unbase64(encoded)
	sum := sha256.Sum256([]byte(name + "\n" + string(data)))
	need(len(data) == 33 && (data[0] == 1 || data[0] == 4) && fmt.Sprintf("%x", sum[:4]) == id)
	if data[0] == 1 {
		must(note.NewVerifier(text))
	}
	return key{name, binary.BigEndian.Uint32(sum[:4]), data[0], point(data[1:])}
}

// Without any known key the library reads a note and gives all its signatures, unverified.
func read(data string) *note.Note {
	_, err := note.Open([]byte(data), note.VerifierList())
	unverified, ok := err.(*note.UnverifiedNoteError)
	need(ok)
	for _, signature := range unverified.Note.UnverifiedSigs {
		unbase64(signature.Base64)
	}
	return unverified.Note
}

func (k key) signed(n *note.Note) bool {
	signed := false
	for _, signature := range n.UnverifiedSigs {
		if signature.Name != k.name || signature.Hash != k.id {
			continue
		}
		raw, message := unbase64(signature.Base64)[4:], n.Text
		if k.algorithm == 4 {
			need(len(raw) == 72 && raw[0] < 128)
			message = fmt.Sprintf("cosignature/v1\ntime %d\n%s", binary.BigEndian.Uint64(raw), n.Text)
			raw = raw[8:]
		}
		need(len(raw) == 64 && point(raw[:32]) != nil)
		need(ed25519.Verify(k.point, []byte(message), raw))
		signed = true
	}
	return signed
}

func (k key) head(n *note.Note) (int64, tlog.Hash) {
	text := lines(n.Text)
	need(len(text) == 3 && text[0] == k.name && k.algorithm == 1 && k.signed(n))
	size, root := number(text[1]), hash(text[2])
	need(size > 0 || root == sha256.Sum256(nil))
	return size, root
}

// C2SP tlog-policy: size and root of a note that it accepts.
func policy(data string, n *note.Note) (size int64, root tlog.Hash) {
	has, used, points, quorums, heads := map[string]bool{}, map[string]bool{}, map[string]bool{}, 0, 0
	define := func(name string, is bool) {
		_, known := has[name]
		need(!known && name != "none")
		has[name] = is
	}
	lookup := func(name string) bool {
		is, known := has[name]
		need(known)
		return is
	}
	add := func(text string, algorithm byte) key {
		k := vkey(text)
		point := string(append([]byte{algorithm}, k.point...))
		need(k.algorithm == algorithm && !points[point])
		points[point] = true
		return k
	}
	for i := 0; i < len(data); i++ {
		need(data[i] == '\t' || data[i] == '\n' || data[i] >= ' ' && data[i] != 127)
	}
	for _, line := range strings.Split(data, "\n") {
		words := strings.FieldsFunc(line, func(c rune) bool { return c == ' ' || c == '\t' })
		if len(words) == 0 || words[0][0] == '#' {
			continue
		}
		switch word, rest := words[0], words[1:]; {
		case word == "log" && (len(rest) == 1 || len(rest) == 2):
			if k := add(rest[0], 1); heads == 0 && k.signed(n) {
				size, root = k.head(n)
				heads++
			}
		case word == "witness" && (len(rest) == 2 || len(rest) == 3):
			define(rest[0], add(rest[1], 4).signed(n))
		case word == "group" && len(rest) > 2:
			members, least, count := rest[2:], 0, 0
			switch rest[1] {
			case "any":
				least = 1
			case "all":
				least = len(members)
			default:
				least = int(number(rest[1]))
			}
			need(least >= 1 && least <= len(members))
			for _, member := range members {
				if lookup(member) {
					count++
				}
				need(!used[member])
				used[member] = true
			}
			define(rest[0], count >= least)
		default:
			need(word == "quorum" && len(rest) == 1 && (rest[0] == "none" || lookup(rest[0])))
			quorums++
		}
	}
	need(quorums == 1 && heads == 1)
	return size, root
}

// The library asks for at least one entry; the empty tree is the beginning of every other.
func grown(old int64, oldRoot tlog.Hash, size int64, root tlog.Hash, path []tlog.Hash) {
	if old == 0 {
		need(len(path) == 0 && oldRoot == sha256.Sum256(nil) && (size > 0 || root == oldRoot))
		return
	}
	need(tlog.CheckTree(path, size, root, old, oldRoot) == nil)
}

func proof(rules, entry, data string) {
	top, checkpoint := cut(data, "\n\n")
	rest := strings.Split(top, "\n")
	need(len(rest) > 1 && rest[0] == "c2sp.org/tlog-proof@v1")
	rest = rest[1:]
	if strings.HasPrefix(rest[0], "extra ") {
		unbase64(rest[0][6:])
		rest = rest[1:]
	}
	size, root := policy(rules, read(checkpoint))
	index := number(after(rest[0], "index "))
	need(tlog.CheckRecord(hashes(rest[1:]), size, root, index, tlog.RecordHash([]byte(entry))) == nil)
}

func tree(line, word string) (int64, tlog.Hash) {
	size, root := cut(after(line, word), " ")
	return number(size), hash(root)
}

func evidence(data string) {
	rest := lines(data)
	need(len(rest) >= 4 && rest[0] == "detente/equivocation/v1")
	k := vkey(after(rest[1], "log "))
	small, root := k.head(read(string(unbase64(after(rest[2], "first ")))))
	large, largeRoot := k.head(read(string(unbase64(after(rest[3], "second ")))))
	if len(rest) == 4 {
		need(small == large && root != largeRoot)
		return
	}
	then := hash(after(rest[4], "root "))
	need(small < large && then != root)
	grown(small, then, large, largeRoot, hashes(rest[5:]))
}

func judge(kind string, files []string) (verdict string) {
	var data []string
	for _, file := range files {
		bytes, err := os.ReadFile(file)
		if err != nil {
			fmt.Fprintln(os.Stderr, err)
			os.Exit(2)
		}
		data = append(data, string(bytes))
	}
	// Whatever is not as it should be, an index out of range too, is a refusal.
	defer func() {
		if recover() != nil {
			verdict = "bad"
		}
	}()
	switch kind {
	case "note":
		text := lines(data[0])
		need(len(text) == 1 && vkey(text[0]).signed(read(data[1])))
	case "entry":
		// Counted in the bytes: the library drops a line that is there twice.
		text, end := lines(data[0]), data[1][strings.LastIndex(data[1], "\n\n")+2:]
		need(len(text) == 1 && strings.Count(end, "\n") == 1 && vkey(text[0]).signed(read(data[1])))
	case "checkpoint":
		policy(data[0], read(data[1]))
	case "proof":
		proof(data[0], data[1], data[2])
	case "consistency":
		text := lines(data[0])
		old, oldRoot := tree(text[0], "old ")
		size, root := tree(text[1], "new ")
		grown(old, oldRoot, size, root, hashes(text[2:]))
	case "evidence":
		evidence(data[0])
	default:
		need(false)
	}
	return "good"
}

func main() {
	if len(os.Args) != 2 {
		verdict := judge(os.Args[1], os.Args[2:])
		fmt.Println(verdict)
		if verdict == "bad" {
			os.Exit(1)
		}
		return
	}
	index, err := os.ReadFile(os.Args[1])
	if err != nil {
		fmt.Fprintln(os.Stderr, err)
		os.Exit(2)
	}
	for _, line := range lines(string(index)) {
		fields := strings.Split(line, "\t")
		files := strings.Split(fields[1], " ")
		for i, file := range files {
			files[i] = filepath.Join(filepath.Dir(os.Args[1]), file)
		}
		fmt.Println(judge(fields[0], files))
	}
}
