// Verifies notes, checkpoints, cosignatures, proofs and evidence: docs/spec/log.md. Shares no code with the crates: Go's Ed25519, and notes
// and trees of golang.org/x/mod, which knows no cosignatures and is laxer in places: it takes base64 with unused bits set, points of
// small order, and of several signatures by one key the first alone. README.md says how to build and run it.
package main

import (
	"crypto/ed25519"
	"crypto/sha256"
	"encoding/binary"
	"fmt"
	"strings"

	"golang.org/x/mod/sumdb/note"
	"golang.org/x/mod/sumdb/tlog"
)

type key struct {
	name      string
	id        uint32
	algorithm byte
	point     []byte
}

func vkey(text string) key {
	words := strings.SplitN(text, "+", 3)
	data := unbase64(words[2])
	sum := sha256.Sum256([]byte(words[0] + "\n" + string(data)))
	need((data[0] == 1 || data[0] == 4) && fmt.Sprintf("%x", sum[:4]) == words[1])
	return key{keyName(words[0]), binary.BigEndian.Uint32(sum[:4]), data[0], point(data[1:])}
}

// Without any known key the library reads a note and gives its signatures, unverified.
func read(data string) *note.Note {
	_, err := note.Open([]byte(data), note.VerifierList())
	unverified, ok := err.(*note.UnverifiedNoteError)
	need(ok && len(data) <= 256<<10)
	for _, line := range unverified.Note.UnverifiedSigs {
		need(keyName(line.Name) != "" && len(unbase64(line.Base64)) > 4)
	}
	return unverified.Note
}

// Whether the key has signed. One wrong line of a key spoils the note, whatever others there are.
func (k key) signed(n *note.Note) (signed bool) {
	for _, line := range n.UnverifiedSigs {
		if line.Name != k.name || line.Hash != k.id {
			continue
		}
		raw, message := unbase64(line.Base64)[4:], n.Text
		if k.algorithm == 4 {
			time := binary.BigEndian.Uint64(raw)
			need(time < 1<<63)
			raw, message = raw[8:], fmt.Sprintf("cosignature/v1\ntime %d\n%s", time, n.Text)
		}
		need(len(raw) == 64 && point(raw[:32]) != nil && ed25519.Verify(k.point, []byte(message), raw))
		signed = true
	}
	return signed
}

// Origin, size and root of a checkpoint's text.
func checkpoint(text string) (string, int64, tlog.Hash) {
	three := lines(text)
	need(len(three) == 3)
	size, root := number(three[1]), hashes(three[2])[0]
	need(size > 0 || root == sha256.Sum256(nil))
	return keyName(three[0]), size, root
}

func (k key) head(n *note.Note) (int64, tlog.Hash) {
	origin, size, root := checkpoint(n.Text)
	need(k.algorithm == 1 && origin == k.name && k.signed(n))
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

// Index, path and checkpoint of a proof file.
func proof(data string) (int64, []tlog.Hash, *note.Note) {
	top, checkpoint := cut(data, "\n\n")
	rest := strings.Split(after(top, "c2sp.org/tlog-proof@v1\n"), "\n")
	if strings.HasPrefix(rest[0], "extra ") {
		unbase64(after(rest[0], "extra "))
		rest = rest[1:]
	}
	need(len(data) <= 1<<20)
	return number(after(rest[0], "index ")), hashes(rest[1:]...), read(checkpoint)
}

func evidence(data string) {
	rest := lines(after(data, "detente/equivocation/v1\n"))
	k := vkey(after(rest[0], "log "))
	small, root := k.head(read(string(unbase64(after(rest[1], "first ")))))
	large, largeRoot := k.head(read(string(unbase64(after(rest[2], "second ")))))
	if len(rest) == 3 {
		need(small == large && root != largeRoot)
		return
	}
	then := hashes(after(rest[3], "root "))[0]
	need(len(data) <= 1<<20 && small < large && then != root)
	grown(small, then, large, largeRoot, hashes(rest[4:]...))
}

func consistency(data string) {
	rest := lines(data)
	old, oldRoot := cut(after(rest[0], "old "), " ")
	size, root := cut(after(rest[1], "new "), " ")
	grown(number(old), hashes(oldRoot)[0], number(size), hashes(root)[0], hashes(rest[2:]...))
}

// A request to a witness: only whether it is one.
func request(data string) {
	top, checkpoint := cut(data, "\n\n")
	rest := strings.Split(top, "\n")
	number(after(rest[0], "old "))
	hashes(rest[1:]...)
	need(len(data) <= 512<<10 && read(checkpoint) != nil)
}
