// Package namefold shows how to compare names as the server does.
package namefold

import (
	"encoding/json"
	"os"
	"strings"
	"testing"

	"golang.org/x/text/cases"
	"golang.org/x/text/language"
	"golang.org/x/text/unicode/norm"
)

// foldName is the name folding f of "Names" in the contract, to copy into a program that compares names: two names are
// the same if their folded forms are equal. This client compares no names. The functions of package strings are not enough:
// they map each character by itself, so that ß has no upper case.
func foldName(name string) string {
	lower, upper := cases.Lower(language.Und), cases.Upper(language.Und)
	return norm.NFC.String(lower.String(upper.String(lower.String(name))))
}

func TestFoldName(t *testing.T) {
	file, err := os.ReadFile("../../vectors/name-fold.tsv")
	if err != nil {
		t.Fatal(err)
	}
	tested := 0
	for line := range strings.Lines(string(file)) {
		if strings.HasPrefix(line, "#") {
			continue
		}
		columns := strings.Split(strings.TrimSuffix(line, "\n"), "\t")
		if major(t, columns[0]) > major(t, cases.UnicodeVersion) {
			continue
		}
		name, folded := decoded(t, columns[1]), decoded(t, columns[2])
		if got := foldName(name); got != folded {
			t.Errorf("%s: %+q is folded to %+q, not to %+q", columns[0], name, got, folded)
		}
		tested++
	}
	if tested < 30 {
		t.Errorf("only %d vectors", tested)
	}
}

// major returns the first number of a version of Unicode.
func major(t *testing.T, version string) int {
	number, _, _ := strings.Cut(version, ".")
	var value int
	if err := json.Unmarshal([]byte(number), &value); err != nil {
		t.Fatal(err)
	}
	return value
}

// decoded returns the text of a column, whose escapes are those of JSON.
func decoded(t *testing.T, column string) string {
	var text string
	if err := json.Unmarshal([]byte(`"`+column+`"`), &text); err != nil {
		t.Fatal(err)
	}
	return text
}
