module.exports = { globalSetup: 'flashseed/setup', use: { baseURL: process.env.REAL_BACKEND_URL } }
