package hostedlogin

import (
	"strings"
	"unicode"
)

// avatarTints is the number of colors of avatars in login.html.
const avatarTints = 8

// tint returns the color of a user's avatar. It is the color in the demo
// (demo/js/view/avatars.js).
func tint(user string) int {
	hash := uint32(0)
	for _, r := range user {
		hash = (hash ^ uint32(r)) * 16777619
	}
	return int(hash>>14) % avatarTints
}

// initials returns the text of an avatar as in the demo: the last two characters
// of a Chinese name, else the first letter, or the first character of a name
// without letters.
func initials(nick string) string {
	var letters []rune
	isChinese := false
	for _, r := range nick {
		if unicode.IsLetter(r) || unicode.IsNumber(r) {
			letters = append(letters, r)
		}
		isChinese = isChinese || unicode.Is(unicode.Han, r)
	}
	switch {
	case len(letters) == 0:
		for _, r := range strings.TrimSpace(nick) {
			return string(r)
		}
		return "?"
	case isChinese:
		return string(letters[max(0, len(letters)-2):])
	}
	return string(unicode.ToUpper(letters[0]))
}
