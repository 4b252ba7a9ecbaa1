// Bundles one entry as a project would: node bundle.cjs BUNDLER ENTRY OUTDIR.
// It leaves OUTDIR/index.html, which loads the bundle.
const fs = require('fs');
const path = require('path');

const [bundler, entry, outdir] = process.argv.slice(2);
const input = path.resolve(entry);
const page = (tag) => fs.writeFileSync(path.join(outdir, 'index.html'), `<!doctype html><meta charset="utf-8"><title>test</title>${tag}`);

const bundlers = {
  async esbuild() {
    await require('esbuild').build({ entryPoints: [input], bundle: true, minify: true, outfile: path.join(outdir, 'app.js'), logLevel: 'error' });
    page('<script src="app.js"></script>');
  },
  async rollup() {
    const bundle = await require('rollup').rollup({
      input,
      plugins: [require('@rollup/plugin-node-resolve').default({ browser: true }), require('@rollup/plugin-commonjs').default()],
      onwarn(warning) {
        throw new Error(warning.message);
      },
    });
    await bundle.write({ file: path.join(outdir, 'app.js'), format: 'es' });
    page('<script type="module" src="app.js"></script>');
  },
  async webpack(name = 'webpack') {
    const stats = await new Promise((resolve, reject) => {
      require(name)({
        mode: 'production', entry: input, output: { path: path.resolve(outdir), filename: 'app.js' }, performance: false,
      }, (error, result) => (error ? reject(error) : resolve(result)));
    });
    if (stats.hasErrors() || stats.hasWarnings()) throw new Error(stats.toString('errors-warnings'));
    page('<script src="app.js"></script>');
  },
  webpack4: () => bundlers.webpack('webpack4'),
  // Modules that Babel has turned into CommonJS; what a page's copy exports stays as it is.
  async babel() {
    const { code } = await require('@babel/core').transformFileAsync(input, {
      plugins: [require.resolve('@babel/plugin-transform-modules-commonjs')], configFile: false, babelrc: false,
    });
    const interop = path.resolve('babel.cjs');
    fs.writeFileSync(interop, code);
    await require('esbuild').build({ entryPoints: [interop], bundle: true, outfile: path.join(outdir, 'app.js'), logLevel: 'error' });
    page('<script src="app.js"></script>');
  },
  async vite() {
    // vite is a module; require() gives it away only with a complaint.
    const { build } = await import(require('url').pathToFileURL(path.join(process.env.NODE_PATH, 'vite/dist/node/index.js')));
    const root = path.dirname(input);
    fs.writeFileSync(path.join(root, 'index.html'), `<!doctype html><script type="module" src="./${path.basename(input)}"></script>`);
    await build({ root, base: './', logLevel: 'error', build: { outDir: path.resolve(outdir), chunkSizeWarningLimit: 10000 } });
  },
  async parcel() {
    // Parcel takes a page; its cache is the project's, and lasts as long.
    fs.writeFileSync('parcel.html', `<!doctype html><meta charset="utf-8"><title>test</title><script type="module" src="./${path.basename(input)}"></script>`);
    await new (require('@parcel/core').Parcel)({
      entries: 'parcel.html', defaultConfig: require.resolve('@parcel/config-default'), mode: 'production', cacheDir: '.parcel',
      shouldAutoInstall: false, defaultTargetOptions: { distDir: path.resolve(outdir), publicUrl: './' },
    }).run().catch((error) => {
      throw new Error(error.diagnostics?.map((d) => d.message).join('\n') ?? error.message);
    });
    fs.renameSync(path.join(outdir, 'parcel.html'), path.join(outdir, 'index.html'));
  },
  async browserify() {
    const text = await new Promise((resolve, reject) => {
      require('browserify')(input).bundle((error, result) => (error ? reject(error) : resolve(result)));
    });
    fs.writeFileSync(path.join(outdir, 'app.js'), text);
    page('<script src="app.js"></script>');
  },
};

fs.mkdirSync(outdir, { recursive: true });
bundlers[bundler]().catch((error) => {
  console.error(error.message || error);
  process.exit(1);
});
