package entities

import "testing"

func TestIsSecret(t *testing.T) {
	for _, name := range []string{
		"password", "Password", "PASSWORD", "PassWord", "passwords", "password_hash", "passwordHash", "old-password", "password2",
		"passwd", "pwd", "dbPwd", "passphrase", "hash", "bcrypt_hash", "sha256Hash", "salt", "secret", "client_secret", "otp_secret",
		"OTPSecret", "otpSecret2", "jwt", "user_jwt", "otp", "pin", "pin_code", "cvv", "api_key", "apiKey", "apikey", "API_KEY", "x-api-key",
		"api_key_id", "private_key", "privateKey", "verification_code", "verificationCode", "verificationcode", "reset_code", "resetCode",
		"otp_token", "paſſword", "a.very.long.name.with.many.words.that.ends.in.a.word.that.is.a.password",
	} {
		if secret, numbers := IsSecret(name); !secret || numbers {
			t.Errorf("%s: secret %v, numbers %v", name, secret, numbers)
		}
	}
	for _, name := range []string{
		"token", "tokens", "total_tokens", "refresh_token", "refreshToken", "refreshtoken", "accesstoken", "ACCESS_TOKEN",
		"reset_token_expiry",
	} {
		if secret, numbers := IsSecret(name); !secret || !numbers {
			t.Errorf("%s: secret %v, numbers %v", name, secret, numbers)
		}
	}
	for _, name := range []string{
		"", "id", "_", "42", "shipping", "pinned", "hashtag", "hashtags", "spin", "opinion", "salty", "secretary", "tokenized", "key", "code",
		"public_key", "primaryKey", "zip_code", "code_reset_at", "passage", "bypass", "compass", "email", "pässword", "mật_khẩu",
	} {
		if secret, _ := IsSecret(name); secret {
			t.Errorf("%s is taken for a secret", name)
		}
	}
}

func BenchmarkIsSecret(b *testing.B) {
	b.ReportAllocs()
	for b.Loop() {
		IsSecret("restaurant_location")
	}
}
