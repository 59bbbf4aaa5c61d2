// What browsers load, minified and compressed, from the built package: `npm run build && npm run size`.
const asModule = config => ({ ...config, format: 'esm' })
const besideAxios = { gzip: true, ignore: ['axios'], modifyEsbuildConfig: asModule }

module.exports = [
  { name: 'core beside axios', path: 'dist/runtime.js', limit: '5 kB', ...besideAxios },
  { name: 'core and auth beside axios', path: 'dist/generated/auth.js', limit: '8 kB', ...besideAxios },
  {
    name: 'core and education beside axios',
    path: 'dist/generated/education.js',
    limit: '8 kB',
    ...besideAxios,
  },
  { name: 'the live feed', path: 'dist/feed.js', limit: '4 kB', gzip: true, modifyEsbuildConfig: asModule },
  { name: 'the whole platform beside axios', path: 'dist/index.js', limit: '10 kB', ...besideAxios },
  { name: 'education with axios', path: 'dist/generated/education.js', limit: '30 kB', gzip: true },
]
