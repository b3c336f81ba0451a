// The program: `verify INDEX.tsv` prints a verdict for each line.
package main

import (
	"fmt"
	"os"
	"path/filepath"
	"strings"
)

// What files of each kind have to pass, by the names that index.tsv has for kinds.
var kinds = map[string]func(f []string){
	"vkey":        func(f []string) { vkey(line(f[0])) },
	"text":        func(f []string) { read(f[0]) },
	"head":        func(f []string) { checkpoint(f[0]) },
	"path":        func(f []string) { proof(f[0]) },
	"request":     func(f []string) { request(f[0]) },
	"note":        func(f []string) { need(vkey(line(f[0])).signed(read(f[1]))) },
	"checkpoint":  func(f []string) { policy(f[0], read(f[1])) },
	"proof":       func(f []string) { included(f[0], f[1], f[2]) },
	"consistency": func(f []string) { consistency(f[0]) },
	"evidence":    func(f []string) { evidence(f[0]) },
	"header":      func(f []string) { header(f[0]) },
	"entry":       func(f []string) { entry(vkey(line(f[0])), f[1]) },
	"sheet":       func(f []string) { sheet(f[0]) },
	"charter":     func(f []string) { sound(f[0]) },
	"charters":    func(f []string) { chain(f) },
	"sheets":      func(f []string) { sheets(f) },
	"rivals":      func(f []string) { rivals(signedCharter(f[0]), signedCharter(f[1]), signedCharter(f[2])) },
}

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
