package pgblobs_test

import (
	"testing"

	"github.com/stretchr/testify/require"

	"webim.js/demo/server/media/blob"
	"webim.js/demo/server/media/blob/blobtest"
	"webim.js/demo/server/media/blob/pgblobs"
	"webim.js/demo/server/store/pgstore/pgtest"
)

func TestStore(t *testing.T) {
	urls := map[string]string{}
	blobtest.Run(t, func(t *testing.T, name string) blob.Store {
		if urls[name] == "" {
			urls[name] = pgtest.Schema(t)
		}
		s, err := pgblobs.Open(t.Context(), urls[name])
		require.NoError(t, err)
		return s
	})
}
