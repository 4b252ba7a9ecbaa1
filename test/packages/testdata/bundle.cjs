// Bundles a project's entries, as its build would: node bundle.cjs OUT BUNDLER:ENTRY…
// Each leaves OUT/BUNDLER-ENTRY/index.html, which loads the bundle. One process makes
// all of them, since starting a bundler takes longer than most builds. Each bundler
// minifies the first of its entries only: all contain the same script.
const fs = require('fs');
const path = require('path');

const [out, ...jobs] = process.argv.slice(2);

const write = (outdir, tag) => fs.writeFileSync(path.join(outdir, 'index.html'), `<!doctype html><meta charset="utf-8"><title>test</title>${tag}`);

// Each takes the path of the entry, the folder for the output, and whether to minify.
const bundlers = {
  async esbuild(input, outdir, minify) {
    await require('esbuild').build({ entryPoints: [input], bundle: true, minify, outfile: path.join(outdir, 'app.js'), logLevel: 'error' });
    write(outdir, '<script src="app.js"></script>');
  },
  async rollup(input, outdir) {
    const bundle = await require('rollup').rollup({
      input,
      plugins: [require('@rollup/plugin-node-resolve').default({ browser: true }), require('@rollup/plugin-commonjs').default()],
      onwarn(warning) {
        throw new Error(warning.message);
      },
    });
    await bundle.write({ file: path.join(outdir, 'app.js'), format: 'es' });
    write(outdir, '<script type="module" src="app.js"></script>');
  },
  async webpack(input, outdir, minify, name = 'webpack') {
    const stats = await new Promise((resolve, reject) => {
      require(name)({
        mode: 'production', entry: input, output: { path: path.resolve(outdir), filename: 'app.js' }, performance: false,
        optimization: { minimize: minify },
      }, (error, result) => (error ? reject(error) : resolve(result)));
    });
    if (stats.hasErrors() || stats.hasWarnings()) throw new Error(stats.toString('errors-warnings'));
    write(outdir, '<script src="app.js"></script>');
  },
  webpack4: (input, outdir, minify) => bundlers.webpack(input, outdir, minify, 'webpack4'),
  // Modules that Babel has turned into CommonJS; what a page's copy exports stays as it is.
  async babel(input, outdir) {
    const { code } = await require('@babel/core').transformFileAsync(input, {
      plugins: [require.resolve('@babel/plugin-transform-modules-commonjs')], configFile: false, babelrc: false,
    });
    const interop = path.resolve('babel.cjs');
    fs.writeFileSync(interop, code);
    await require('esbuild').build({ entryPoints: [interop], bundle: true, outfile: path.join(outdir, 'app.js'), logLevel: 'error' });
    write(outdir, '<script src="app.js"></script>');
  },
  async vite(input, outdir) {
    // vite is a module; require() gives it away only with a complaint.
    const { build } = await import(require('url').pathToFileURL(path.join(process.env.NODE_PATH, 'vite/dist/node/index.js')));
    const root = path.dirname(input);
    fs.writeFileSync(path.join(root, 'index.html'), `<!doctype html><script type="module" src="./${path.basename(input)}"></script>`);
    await build({ root, base: './', logLevel: 'error', build: { outDir: path.resolve(outdir), chunkSizeWarningLimit: 10000 } });
  },
  async parcel(input, outdir, minify) {
    // Parcel takes a page; its cache is the project's, and lasts as long.
    fs.writeFileSync('parcel.html', `<!doctype html><meta charset="utf-8"><title>test</title><script type="module" src="./${path.basename(input)}"></script>`);
    await new (require('@parcel/core').Parcel)({
      entries: 'parcel.html', defaultConfig: require.resolve('@parcel/config-default'), mode: 'production', cacheDir: '.parcel',
      shouldAutoInstall: false, defaultTargetOptions: { distDir: path.resolve(outdir), publicUrl: './', shouldOptimize: minify },
    }).run().catch((error) => {
      throw new Error(error.diagnostics?.map((d) => d.message).join('\n') ?? error.message);
    });
    fs.renameSync(path.join(outdir, 'parcel.html'), path.join(outdir, 'index.html'));
  },
  async browserify(input, outdir) {
    const text = await new Promise((resolve, reject) => {
      require('browserify')(input).bundle((error, result) => (error ? reject(error) : resolve(result)));
    });
    fs.writeFileSync(path.join(outdir, 'app.js'), text);
    write(outdir, '<script src="app.js"></script>');
  },
};

(async () => {
  const begun = new Set();
  for (const job of jobs) {
    const [bundler, entry] = job.split(':');
    const outdir = path.join(out, `${bundler}-${entry}`);
    fs.mkdirSync(outdir, { recursive: true });
    await bundlers[bundler](path.resolve(entry), outdir, !begun.has(bundler)).catch((error) => {
      throw new Error(`${job}: ${error.message || error}`);
    });
    begun.add(bundler);
  }
})().catch((error) => {
  console.error(error.message);
  process.exit(1);
});
