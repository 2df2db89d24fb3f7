export default { test: { globalSetup: 'flashseed/setup' } }
