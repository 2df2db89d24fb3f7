module.exports = { globalSetup: 'flashseed/setup' }
