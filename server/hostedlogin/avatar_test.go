package hostedlogin

import (
	"testing"

	"github.com/stretchr/testify/assert"
)

func TestInitialsEqualThoseOfDemo(t *testing.T) {
	for nick, want := range map[string]string{"林小夏": "小夏", "陈 (默)": "陈默", "james reed": "J", " 🌻🌻🌻": "🌻", "": "?"} {
		assert.Equal(t, want, initials(nick), "%q", nick)
	}
}
