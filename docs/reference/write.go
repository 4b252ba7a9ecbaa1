package reference

import (
	"os"
	"path/filepath"
)

// Generate returns all generated pages by path below docs. root is the root of
// the repository.
func Generate(root string) (map[string]string, error) {
	sections, err := Read(filepath.Join(root, "npm", "webim.d.ts"))
	if err != nil {
		return nil, err
	}
	codes, err := Codes()
	if err != nil {
		return nil, err
	}
	files := map[string]string{}
	for _, l := range Languages {
		for name, text := range Pages(sections, l) {
			files[filepath.Join(l.Dir, "reference", name)] = text
		}
		name := filepath.Join(l.Dir, "errors.md")
		page, err := os.ReadFile(filepath.Join(root, "docs", name))
		if err != nil {
			return nil, err
		}
		if files[name], err = codeTables(string(page), codes, l); err != nil {
			return nil, err
		}
	}
	return files, nil
}
