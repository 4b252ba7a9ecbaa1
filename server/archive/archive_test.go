package archive_test

import (
	"bytes"
	"context"
	"fmt"
	"path/filepath"
	"strings"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"webim.js/server"
	"webim.js/server/archive"
	"webim.js/server/servertest"
	"webim.js/server/store"
	"webim.js/server/store/boltstore"
)

func openStore(t *testing.T) *boltstore.Store {
	t.Helper()
	s, err := boltstore.Open(filepath.Join(t.TempDir(), "im.db"))
	require.NoError(t, err)
	t.Cleanup(func() { s.Close() })
	return s
}

func export(t *testing.T, s store.Store) string {
	t.Helper()
	var b bytes.Buffer
	n, err := archive.Export(t.Context(), s, &b)
	require.NoError(t, err)
	assert.EqualValues(t, n+2, strings.Count(b.String(), "\n"))
	return b.String()
}

func importText(t *testing.T, s store.Store, text string) error {
	t.Helper()
	_, err := archive.Import(t.Context(), s, strings.NewReader(text))
	return err
}

// readRecords returns all records of a store, and its last stamp.
func readRecords(t *testing.T, s store.Store) (all map[string]string, stamp uint64) {
	t.Helper()
	all = map[string]string{}
	require.NoError(t, s.View(t.Context(), func(r store.Reader) error {
		for _, bucket := range r.Buckets() {
			for k, v := range r.Scan(bucket, store.Range{}) {
				all[fmt.Sprintf("%s %q", bucket, k)] = string(v)
			}
		}
		stamp = r.LastStamp()
		return nil
	}))
	return all, stamp
}

type M = servertest.M

// A client that signed in before the export continues after the import.
func TestServerContinuesFromImport(t *testing.T) {
	old := servertest.Start(t)
	alice, bob, bob13 := old.SignIn(t, "alice"), old.SignIn(t, "bob"), old.Client13("bob")
	alice.OK(t, "openim/sendmsg", servertest.Text("bob", "seen <b>&amp;</b>\u2028"))
	bob.Poll(t)
	alice.OK(t, "openim/sendmsg", servertest.Text("bob", "unseen"))
	group := alice.OK(t, "group_open_http_svc/create_group", M{
		"Type": "Public", "Name": "小组", "MemberList": []M{{"Member_Account": "bob"}},
	}).At("GroupId")
	said := func(text string) M {
		return M{"GroupId": group, "Random": len(text), "MsgBody": servertest.TextBody(text)}
	}
	alice.OK(t, "group_open_http_svc/send_group_msg", said("first"))
	exported := export(t, old.Store)

	imported := openStore(t)
	require.NoError(t, importText(t, imported, exported))
	was, wasStamp := readRecords(t, old.Store)
	is, isStamp := readRecords(t, imported)
	assert.Equal(t, was, is)
	assert.Equal(t, wasStamp, isStamp)

	now := servertest.Start(t, func(c *server.Config) { c.Store = imported })
	for _, c := range []*servertest.Client{alice, bob, bob13} {
		c.MoveTo(now)
	}
	got := bob.Poll(t)
	assert.Contains(t, got.Raw, "unseen")
	assert.Contains(t, got.Raw, "first")
	assert.NotContains(t, got.Raw, "seen <b>", "bob's cookie must remain valid")
	unread := bob13.OK(t, "openim/getmsg", M{"Cookie": "", "SyncFlag": 0})
	assert.Equal(t, 2, unread.Len("MsgList"))
	assert.Equal(t, "seen <b>&amp;</b>\u2028", unread.At("MsgList", 0, "MsgBody", 0, "MsgContent", "Text"))

	alice.OK(t, "openim/sendmsg", servertest.Text("bob", "unseen"))
	bob.Quiet(t) // a repeated message is a duplicate
	response := alice.OK(t, "group_open_http_svc/send_group_msg", said("second one"))
	assert.Equal(t, 2.0, response.At("MsgSeq"), "seqs must continue")
	assert.Contains(t, bob.Poll(t).Raw, "second one")
}

func TestExportIsConsistent(t *testing.T) {
	s := openStore(t)
	write := func(value string) {
		require.NoError(t, s.Update(t.Context(), func(tx store.Tx) error {
			for _, key := range []string{"a", "b"} {
				tx.Put("things", store.Key(key, tx.Stamp()), []byte(value))
			}
			return nil
		}))
	}
	write("before")
	var b bytes.Buffer
	_, err := archive.Export(t.Context(), s, writerFunc(func(p []byte) (int, error) {
		write("update during the export")
		return b.Write(p)
	}))
	require.NoError(t, err)
	copied := openStore(t)
	require.NoError(t, importText(t, copied, b.String()))
	all, stamp := readRecords(t, copied)
	assert.Len(t, all, 2)
	assert.EqualValues(t, 3, stamp)
}

type writerFunc func(p []byte) (int, error)

func (f writerFunc) Write(p []byte) (int, error) { return f(p) }

// Other programs and later versions read the format.
func TestExportFormatIsStable(t *testing.T) {
	s := openStore(t)
	require.NoError(t, s.Update(t.Context(), func(tx store.Tx) error {
		tx.Put("b", store.Key("alice", "小明", uint64(17)), []byte(`{"a":"<&>","n":[1.50,null]}`))
		tx.Put("b", store.Key("alice"), nil)
		tx.Put("b", []byte("alice"), []byte("a b"))
		tx.Put("c", store.Key(uint64(1), "x"), []byte{0xFF})
		tx.Put("c", store.Key(uint64(2), ""), []byte(`{ "spaced": true }`))
		tx.Put("c", store.Key(uint64(3)), []byte(`null`))
		tx.Put("process_nodes", store.Key("a"), []byte(`{}`)) // this bucket is not exported
		return nil
	}))
	want := `{"format":"webim-server","version":1,"stamp":1}
{"bucket":"b","keyBytes":"YWxpY2U=","text":"a b"}
{"bucket":"b","key":["alice"]}
{"bucket":"b","key":["alice","小明",17],"value":{"a":"<&>","n":[1.50,null]}}
{"bucket":"c","key":[1,"x"],"bytes":"/w=="}
{"bucket":"c","key":[2,""],"text":"{ \"spaced\": true }"}
{"bucket":"c","key":[3],"value":null}
{"end":true,"records":6}
`
	assert.Equal(t, want, export(t, s))
	copied := openStore(t)
	require.NoError(t, importText(t, copied, want))
	assert.Equal(t, want, export(t, copied))
}

func TestImportRejectsBrokenArchives(t *testing.T) {
	const begin = `{"format":"webim-server","version":1,"stamp":5}` + "\n"
	const record = `{"bucket":"b","key":["a"],"value":1}` + "\n"
	for text, message := range map[string]string{
		"":        "line 1: incomplete archive",
		"hello\n": "line 1",
		`{"format":"other","version":1,"stamp":5}` + "\n":                       "not a webim-server archive",
		`{"format":"webim-server","version":2,"stamp":5}` + "\n":                "archive version 2",
		`{"format":"webim-server","version":1,"stamp":9007199254740992}` + "\n": "stamp out of range",
		begin:          "line 2: incomplete archive",
		begin + record: "line 3: incomplete archive",
		begin + record + `{"end":true,"records":1}`:                      "incomplete",
		begin + record + `{"end":true,"records":2}` + "\n":               "archive has 2 records, read 1",
		begin + `{"key":["a"]}` + "\n":                                   "record without bucket",
		begin + `{"bucket":"b"}` + "\n":                                  "record without key",
		begin + `{"bucket":"b","key":[]}` + "\n":                         "record without key",
		begin + `{"bucket":"b","key":[1.5]}` + "\n":                      "key element 1.5 out of range",
		begin + `{"bucket":"b","key":[true]}` + "\n":                     "unsupported key element type",
		begin + `{"bucket":"b","key":["a"],"keyBytes":"YQ=="}` + "\n":    "two keys",
		begin + `{"bucket":"b","key":["a"],"value":1,"text":"x"}` + "\n": "two values",
		begin + `{"bucket":"b","key":["a"],"later":1}` + "\n":            "unknown field",
		begin + strings.TrimSpace(record) + record:                       "more than one",
	} {
		err := importText(t, openStore(t), text)
		assert.ErrorContains(t, err, message, text)
	}
	used := openStore(t)
	require.NoError(t, importText(t, used, begin+record+`{"end":true,"records":1}`+"\n"))
	assert.ErrorContains(t, importText(t, used, begin+`{"end":true,"records":0}`+"\n"), "not empty")
}

func TestImportTakesSeveralTransactions(t *testing.T) {
	const many = 5000 // more than fit in one transaction
	s := openStore(t)
	require.NoError(t, s.Update(t.Context(), func(tx store.Tx) error {
		for i := range uint64(many) {
			tx.Put("things", store.Key(i), []byte(`"x"`))
		}
		tx.Put("things", store.Key("large"), []byte(`"`+strings.Repeat("x", 1<<20)+`"`))
		return nil
	}))
	copied := openStore(t)
	require.NoError(t, importText(t, copied, export(t, s)))
	was, _ := readRecords(t, s)
	is, _ := readRecords(t, copied)
	assert.Equal(t, len(was), len(is))
	assert.True(t, was["things "+fmt.Sprintf("%q", store.Key("large"))] == is["things "+fmt.Sprintf("%q", store.Key("large"))])

	ctx, cancel := context.WithCancel(t.Context())
	cancel()
	_, err := archive.Export(ctx, s, &bytes.Buffer{})
	assert.ErrorIs(t, err, context.Canceled)
}

// The archive version must equal the schema version.
func TestArchiveVersionMatchesSchema(t *testing.T) {
	assert.Equal(t, boltstore.SchemaVersion, archive.Version,
		"a migration changed records: increment the archive version and let Import read older archives")
}

func FuzzImport(f *testing.F) {
	f.Add([]byte("{\"format\":\"webim-server\",\"version\":1,\"stamp\":5}\n{\"bucket\":\"b\",\"key\":[\"a\",1],\"value\":{}}\n{\"end\":true,\"records\":1}\n"))
	f.Fuzz(func(t *testing.T, text []byte) {
		s := openStore(t)
		if importText(t, s, string(text)) != nil {
			return
		}
		copied := openStore(t)
		require.NoError(t, importText(t, copied, export(t, s)))
		was, _ := readRecords(t, s)
		is, _ := readRecords(t, copied)
		assert.Equal(t, was, is)
	})
}

// deepValue returns a value with as many nested arrays as encoding/json accepts, which is
// too deep inside a record's line.
func deepValue() string {
	const most = 10_000
	return strings.Repeat("[", most) + `"]}"` + strings.Repeat("]", most)
}

func TestDeepValuesRoundTrip(t *testing.T) {
	s := openStore(t)
	require.NoError(t, s.Update(t.Context(), func(tx store.Tx) error {
		tx.Put("b", store.Key("deep"), []byte(deepValue()))
		tx.Put("b", store.Key("flat"), []byte(`[{"x":"[[[["}]`))
		return nil
	}))
	imported := openStore(t)
	require.NoError(t, importText(t, imported, export(t, s)))
	was, _ := readRecords(t, s)
	is, _ := readRecords(t, imported)
	assert.Equal(t, was, is)
}

// Earlier versions exported deeply nested values as JSON.
func TestImportReadsDeepJSON(t *testing.T) {
	lines := func(value string) string {
		return `{"format":"webim-server","version":1,"stamp":7}` + "\n" +
			`{"bucket":"b","key":[",\"value\":"],"value":` + value + "}\n" + `{"end":true,"records":1}` + "\n"
	}
	s := openStore(t)
	require.NoError(t, importText(t, s, lines(deepValue())))
	require.NoError(t, s.View(t.Context(), func(r store.Reader) error {
		assert.Equal(t, deepValue(), string(r.Get("b", store.Key(`,"value":`))))
		return nil
	}))
	assert.ErrorContains(t, importText(t, openStore(t), lines(deepValue()[:15_000])), "line 2")
}
