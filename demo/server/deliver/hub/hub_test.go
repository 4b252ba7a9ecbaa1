package hub_test

import (
	"testing"

	"webim.js/demo/server/deliver"
	"webim.js/demo/server/deliver/delivertest"
	"webim.js/demo/server/deliver/hub"
)

func TestHub(t *testing.T) {
	delivertest.Run(t, func(*testing.T) deliver.Delivery { return hub.New() })
}
