package packages

import (
	"os"
	"path/filepath"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"webim.js/test/npm"
)

// typed is the code of a strict TypeScript project. Lines that must not compile are
// marked.
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
	// @ts-expect-error unknown event
	im.events('nothing');
	// @ts-expect-error takes no callbacks
	im.syncMsgs(() => 1);
	// @ts-expect-error wrong type of an option
	await im.getC2CHistoryMsgs({ Peer_Account: 1 });
	// @ts-expect-error not a call of the client
	im.setAutoRead;
	window.webimConfig = { server: 'https://im.example', version: '1.7' };
	// @ts-expect-error misspelled setting
	window.webimConfig = { sever: 'https://im.example' };
	// @ts-expect-error misspelled option
	await connect({ sdkAppID: 1, identifier: 'alice', userSig: 's', sever: 'https://im.example' });
	im.addEventListener('kicked', (e) => { const why: 'elsewhere' | 'logoutAll' | 'disabled' | 'revoked' | 'expired' | undefined = e.detail.reason; void why; });
	await im.createGroup({ Type: 'AVChatRoom', Name: 'n' });
	// @ts-expect-error missing credentials
	await connect({ identifier: 'alice' });
}
void main;
`

func TestPackageTypesCompile(t *testing.T) {
	dir := newProject(t)
	require.NoError(t, os.WriteFile(filepath.Join(dir, "app.ts"), []byte(typed), 0o600))
	tsc := filepath.Join(npm.Modules(t), "typescript", "bin", "tsc")
	hovers, err := npm.Node(t, dir, writeFile(t, dir, "hover.cjs", hover), npm.Modules(t)).CombinedOutput()
	require.NoError(t, err, "%s", hovers)
	assert.Equal(t, "[]\n", string(hovers), "every method must have documentation")
	for _, resolution := range [][]string{{"--module", "esnext", "--moduleResolution", "bundler"}, {"--module", "node16"}} {
		args := append([]string{"--noEmit", "--skipDefaultLibCheck", "--strict", "--esModuleInterop", "--target", "es2022", "--lib", "es2022,dom", "app.ts"}, resolution...)
		out, err := npm.Node(t, dir, tsc, args...).CombinedOutput()
		assert.NoError(t, err, "%v: %s", resolution, out)
	}
}

// hover is a script that prints the client's methods for which editors show no
// documentation.
const hover = `
const ts = require(process.argv[2] + '/typescript');
const fs = require('fs');
const methods = ['sendMsg', 'logout', 'syncMsgs', 'getC2CHistoryMsgs', 'createGroup', 'uploadPic', 'session', 'events'];
const text = "import { connect } from 'webim-wasm/client';\nexport async function f(im: Awaited<ReturnType<typeof connect>>) {\n" +
  methods.map((m) => "  void im." + m + ";\n").join('') + '}\n';
const options = { module: ts.ModuleKind.ESNext, moduleResolution: ts.ModuleResolutionKind.Bundler, strict: true, target: ts.ScriptTarget.ES2022 };
const host = {
  getScriptFileNames: () => ['hovered.ts'], getScriptVersion: () => '1', getCurrentDirectory: () => process.cwd(), getCompilationSettings: () => options,
  getScriptSnapshot: (f) => (f === 'hovered.ts' ? ts.ScriptSnapshot.fromString(text) : fs.existsSync(f) ? ts.ScriptSnapshot.fromString(fs.readFileSync(f, 'utf8')) : undefined),
  getDefaultLibFileName: ts.getDefaultLibFilePath, fileExists: (f) => f === 'hovered.ts' || ts.sys.fileExists(f), readFile: ts.sys.readFile, readDirectory: ts.sys.readDirectory,
  directoryExists: ts.sys.directoryExists, getDirectories: ts.sys.getDirectories, realpath: ts.sys.realpath,
};
const service = ts.createLanguageService(host);
const undocumented = methods.filter((m) => {
  const info = service.getQuickInfoAtPosition('hovered.ts', text.indexOf('im.' + m) + 4);
  return !info || !ts.displayPartsToString(info.documentation);
});
console.log(JSON.stringify(undocumented));
`

func writeFile(t *testing.T, dir, name, text string) string {
	t.Helper()
	path := filepath.Join(dir, name)
	require.NoError(t, os.WriteFile(path, []byte(text), 0o600))
	return path
}
