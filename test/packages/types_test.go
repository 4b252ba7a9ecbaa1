package packages

import (
	"os"
	"path/filepath"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"webim.js/test/npm"
)

// typed is what a strict project writes; what must not compile says so.
const typed = `
import webim from 'webim-wasm';
import { connect, webim as same, WebimError, type Client, type ClientEvents } from 'webim-wasm/client';

async function main(signal: AbortSignal): Promise<void> {
	const im: Client = await connect({ sdkAppID: 1, accountType: 1, identifier: 'alice', userSig: 's', server: 'https://im.example', signal });
	im.addEventListener('messages', ({ detail }) => detail.forEach((m) => m.toHtml().length));
	im.addEventListener('end', (e) => e.detail.length);
	for await (const state of im.events('connection')) { const code: number = state.ErrorCode; void code; }
	for await (const receipt of im.events('readreceipt', { signal })) void receipt;
	const msg = new webim.Msg(im.session('C2C', 'bob'), true);
	const sent: string = (await im.sendMsg(msg, { signal })).ActionStatus; void sent;
	const unread: webim.Msg[] = await im.syncMsgs({ signal }); void unread;
	const groups = await im.getJoinedGroupListHigh({ Member_Account: 'alice', Limit: 10, Offset: 0, GroupBaseInfoFilter: ['Type'] }); void groups.GroupIdList;
	const nick: string | undefined = im.account.identifierNick; void nick;
	try { await im.logout(); } catch (e) { if (e instanceof WebimError) { const n: number | undefined = e.code; void n; void e.original.ErrorInfo; } }
	const names: (keyof ClientEvents)[] = ['messages', 'kicked']; void names; void same;
	// @ts-expect-error an unknown event
	im.events('nothing');
	// @ts-expect-error no callbacks here
	im.syncMsgs(() => 1);
	// @ts-expect-error the options are checked
	await im.getC2CHistoryMsgs({ Peer_Account: 1 });
	// @ts-expect-error no call
	im.setAutoRead;
	// @ts-expect-error who signs in?
	await connect({ identifier: 'alice' });
}
void main;
`

func TestTypes(t *testing.T) {
	dir := project(t)
	require.NoError(t, os.WriteFile(filepath.Join(dir, "app.ts"), []byte(typed), 0o600))
	tsc := filepath.Join(npm.Modules(t), "typescript", "bin", "tsc")
	for _, resolution := range [][]string{{"--module", "esnext", "--moduleResolution", "bundler"}, {"--module", "node16"}} {
		args := append([]string{"--noEmit", "--skipDefaultLibCheck", "--strict", "--esModuleInterop", "--target", "es2022", "--lib", "es2022,dom", "app.ts"}, resolution...)
		out, err := npm.Node(t, dir, tsc, args...).CombinedOutput()
		assert.NoError(t, err, "%v: %s", resolution, out)
	}
}
