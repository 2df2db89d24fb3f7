// Package redistest starts a real redis-server for a test and makes it fail
// in the ways that a Redis fails: stopped, hanging, full, read-only.
//
// It needs redis-server in PATH and skips the test where there is none,
// unless FLASHSEED_TEST_REDIS=required makes that a failure.
package redistest
