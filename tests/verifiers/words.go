// What everything is read with: strict base64, numbers, lines, points.
package main

import (
	"encoding/base64"
	"fmt"
	"strconv"
	"strings"
	"unicode"
	"unicode/utf8"

	"golang.org/x/mod/sumdb/note"
	"golang.org/x/mod/sumdb/tlog"
)

// What is not as it should be panics, an index out of range too; judge makes that a verdict.
func need(condition bool) {
	if !condition {
		panic("refused")
	}
}

func must[T any](value T, err error) T {
	if err != nil {
		panic(err)
	}
	return value
}

func unbase64(text string) []byte {
	data := must(base64.StdEncoding.DecodeString(text))
	need(base64.StdEncoding.EncodeToString(data) == text)
	return data
}

func number(text string) int64 {
	n := must(strconv.ParseUint(text, 10, 63))
	need(strconv.FormatUint(n, 10) == text)
	return int64(n)
}

func hashes(lines ...string) (all []tlog.Hash) {
	for i, line := range lines {
		all = append(all, must(tlog.ParseHash(line)))
		need(all[i].String() == line && i < 63)
	}
	return all
}

func after(text, prefix string) string {
	need(strings.HasPrefix(text, prefix))
	return text[len(prefix):]
}

func cut(text, separator string) (string, string) {
	first, rest, found := strings.Cut(text, separator)
	need(found)
	return first, rest
}

func lines(data string) []string {
	need(strings.HasSuffix(data, "\n"))
	return strings.Split(data[:len(data)-1], "\n")
}

func line(data string) string {
	all := lines(data)
	need(len(all) == 1)
	return all[0]
}

func keyName(text string) string {
	no := func(c rune) bool { return c <= ' ' || c == '+' || unicode.IsSpace(c) }
	need(text != "" && len(text) <= 255 && utf8.ValidString(text) && strings.IndexFunc(text, no) < 0)
	return text
}

// A note with one signature line. Counted in the bytes: the library drops a line that is there twice.
func alone(data string) *note.Note {
	need(strings.Count(data[strings.LastIndex(data, "\n\n")+2:], "\n") == 1)
	return read(data)
}

// The y of points of small order, which verify anything. From the prime on, y is a second spelling of a point.
const prime = "7fffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffed"
const weak = `0000000000000000000000000000000000000000000000000000000000000000
	0000000000000000000000000000000000000000000000000000000000000001
	05fc536d880238b13933c6d305acdfd5f098eff289f4c345b027b2c28f95e826
	7a03ac9277fdc74ec6cc392cfa53202a0f67100d760b3cba4fd83d3d706a17c7
	7fffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffec`

// A key, or the first half of a signature.
func point(data []byte) []byte {
	y := make([]byte, 32)
	for i, b := range data {
		y[31-i] = b
	}
	y[0] &= 127
	need(len(data) == 32 && fmt.Sprintf("%x", y) < prime && !strings.Contains(weak, fmt.Sprintf("%x", y)))
	return data
}
