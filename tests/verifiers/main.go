// The program: `verify INDEX.tsv` prints a verdict for each line.
package main

import (
	"fmt"
	"os"
	"path/filepath"
	"strings"
)

// What files of each kind have to pass, by the names that index.tsv has for kinds.
var kinds = map[string]func(files []string){}

func judge(kind string, files []string) (verdict string) {
	defer func() {
		if recover() != nil {
			verdict = "bad"
		}
	}()
	if kinds[kind] == nil {
		return "unknown"
	}
	kinds[kind](files)
	return "good"
}

func main() {
	for _, line := range lines(string(must(os.ReadFile(os.Args[1])))) {
		fields, files := strings.Split(line, "\t"), []string{}
		for _, file := range strings.Split(fields[1], " ") {
			files = append(files, string(must(os.ReadFile(filepath.Join(filepath.Dir(os.Args[1]), file)))))
		}
		fmt.Println(judge(fields[0], files))
	}
}
