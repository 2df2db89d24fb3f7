// The binary comes in a package per platform, of which npm, pnpm and yarn
// install the one that fits. Nothing runs at installation.
const { optionalDependencies } = require('./package.json')

/** The path of the binary, or an Error that says why there is none. */
module.exports = function binary() {
  const platform = `${process.platform}-${process.arch}`
  const name = `@flashseed/${platform}`
  if (!(name in optionalDependencies)) {
    throw new Error(`flashseed has no package for ${platform}: build it from source, https://github.com/flashseed/flashseed`)
  }
  try {
    return require.resolve(`${name}/bin/flashseed${process.platform === 'win32' ? '.exe' : ''}`)
  } catch {
    throw new Error(
      `the package ${name}, which holds flashseed's binary, is not installed: ` +
      'install again with optional dependencies (npm install --include=optional), ' +
      'and if node_modules came from another platform, delete it first')
  }
}
