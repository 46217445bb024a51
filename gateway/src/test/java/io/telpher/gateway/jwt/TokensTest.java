package io.telpher.gateway.jwt;

import static io.telpher.gateway.Config.map;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.telpher.testkit.keys.TokenSigner;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Which tokens are believed, by which keys. */
class TokensTest extends Jwt {

    @ParameterizedTest
    @ValueSource(strings = {"RS256", "PS256", "ES256", "EdDSA"})
    void aTokenOfEachUsualAlgorithmSaysWhoAsks(String algorithm) throws Exception {
        TokenSigner signer = switch (algorithm) {
            case "ES256" -> EC;
            case "EdDSA" -> ED;
            default -> RSA;
        };
        JwtFilter filter = filter("keys", set(), "issuer", "me", "audience", "you");
        assertThat(with(filter, signer.token(algorithm, claims())).status()).isEqualTo(200);
        assertThat(upstream.exchange().claim("sub")).isEqualTo("alice");
        assertThat(counted("accepted")).isEqualTo(1);
    }

    @Test
    void aTokenThatIsNotAsItMustBeIsRefusedWithTheReason() throws Exception {
        JwtFilter filter =
                filter("keys", set(), "issuer", List.of("me", "my sister"), "audience", List.of("you", "us"));
        long now = NOW.getEpochSecond();
        refused(filter, "x.y.z", "malformed");
        refused(filter, "e30.e30", "malformed");
        refused(filter, RSA.token("RS256", claims("exp", null)), "malformed");
        refused(filter, RSA.token("RS256", claims("exp", "soon")), "malformed");
        refused(filter, RSA.token("RS256", claims("nbf", "soon")), "malformed");
        refused(filter, RSA.token("RS256", claims("exp", now - 30)), "expired");
        refused(filter, RSA.token("RS256", claims("nbf", now + 31)), "not-yet");
        refused(filter, RSA.token("RS256", claims("iss", "you")), "issuer");
        refused(filter, RSA.token("RS256", claims("iss", null)), "issuer");
        refused(filter, RSA.token("RS256", claims("aud", "them")), "audience");
        refused(filter, RSA.token("RS256", claims("aud", List.of())), "audience");
        refused(filter, RSA.token("RS256", claims("cnf", Map.of("x5t#S256", "x"))), "bound");
        refused(filter, RSA.token("RS256", Map.of("alg", "RS256", "typ", "logout+jwt"), claims()), "type");
        refused(filter, RSA.token("RS256", Map.of("alg", "RS256", "crit", List.of("exp")), claims()), "critical");
        refused(filter, RSA.token("RS256", Map.of("alg", "RS256", "b64", false), claims()), "critical");
        refused(filter, RSA.token("RS256", claims("x", "y".repeat(8_000))), "too-long");
        assertThat(with(filter, RSA.token("RS256", claims("exp", now - 29, "nbf", now + 30)))
                        .status())
                .as("clocks may differ")
                .isEqualTo(200);
        assertThat(with(filter, RSA.token("RS256", claims("aud", List.of("them", "us"), "iss", "my sister")))
                        .status())
                .isEqualTo(200);
        assertThat(with(filter, RSA.token("RS256", Map.of("alg", "RS256", "typ", "application/AT+JWT"), claims()))
                        .status())
                .isEqualTo(200);
    }

    @Test
    void aSignatureIsOfTheKeyAndOfAllThatIsSigned() throws Exception {
        JwtFilter filter = filter("keys", set());
        String[] parts = RSA.token("RS256", claims()).split("\\.");
        String[] other = RSA.token("RS256", claims("sub", "root")).split("\\.");
        refused(filter, parts[0] + "." + other[1] + "." + parts[2], "signature");
        refused(filter, parts[0] + "." + parts[1] + "." + other[2], "signature");
        refused(filter, parts[0] + "." + parts[1] + ".", "signature");
        refused(filter, TokenSigner.rsa("r", 2048).token("RS256", claims()), "signature");
        refused(filter, TokenSigner.ec("e", "secp256r1").token("ES256", claims()), "signature");
        refused(filter, TokenSigner.ed25519("d").token("EdDSA", claims()), "signature");
        refused(filter, TokenSigner.rsa("unknown", 2048).token("RS256", claims()), "unknown-key");
        String psychic = EC.token("ES256", claims());
        refused(filter, psychic.substring(0, psychic.lastIndexOf('.') + 1) + "A".repeat(86), "signature");
    }

    @Test
    void cve_2015_9235_noAlgorithmOfAnAttackersChoiceIsTaken() throws Exception {
        JwtFilter filter = filter("keys", set(), "algorithms", List.of("RS256"));
        refused(filter, RSA.token("none", Map.of("alg", "none"), claims()), "algorithm");
        refused(filter, RSA.token("none", Map.of("alg", "None"), claims()), "algorithm");
        refused(filter, RSA.token("none", Map.of("typ", "JWT"), claims()), "algorithm");
        refused(filter, RSA.token("none", Map.of("alg", List.of("RS256")), claims()), "algorithm");
        byte[] pem = RSA.pem().getBytes(StandardCharsets.US_ASCII);
        byte[] der = RSA.pair().getPublic().getEncoded();
        for (byte[] secret : List.of(pem, der)) {
            refused(filter, TokenSigner.token(secret, Map.of("alg", "HS256", "kid", "r"), claims()), "algorithm");
            refused(filter, TokenSigner.token(secret, Map.of("alg", "RS256", "kid", "r"), claims()), "signature");
        }
        refused(filter, RSA.token("PS256", claims()), "algorithm");
        refused(filter, EC.token("ES256", claims()), "algorithm");
        JwtFilter all = filter("keys", set());
        refused(all, TokenSigner.token(der, Map.of("alg", "HS256", "kid", "r"), claims()), "algorithm");
        refused(all, RSA.token("RS256", Map.of("alg", "ES256", "kid", "r"), claims()), "unknown-key");
    }

    @Test
    void cve_2018_0114_aKeyThatATokenBringsAlongIsNotLookedAt() throws Exception {
        TokenSigner stranger = TokenSigner.rsa("r", 2048);
        JwtFilter filter = filter("keys", set());
        for (Map<String, ?> header : List.of(
                Map.of("alg", "RS256", "jwk", stranger.jwk()),
                Map.of("alg", "RS256", "kid", "r", "jku", "http://127.0.0.1:9/keys"),
                Map.of("alg", "RS256", "kid", "r", "x5u", "http://127.0.0.1:9/keys"))) {
            refused(filter, stranger.token("RS256", header, claims()), "signature");
        }
        refused(
                filter,
                stranger.token("RS256", Map.of("alg", "RS256", "kid", "../../../dev/null"), claims()),
                "unknown-key");
    }

    @Test
    void aSetIsReadForWhatVerifiesAndNothingElse() throws Exception {
        Map<String, Object> encryption =
                new LinkedHashMap<>(TokenSigner.rsa("enc", 2048).jwk());
        encryption.put("use", "enc");
        Map<String, Object> other = new LinkedHashMap<>(RSA.jwk());
        other.put("alg", "PS256");
        Map<String, Object> secret = Map.of("kty", "oct", "kid", "s", "k", "c2VjcmV0c2VjcmV0c2VjcmV0c2VjcmV0c2VjcmV0");
        Path file = folder.resolve("mixed.json");
        List<Object> keys = List.of(
                encryption,
                other,
                secret,
                Map.of("kty", "new"),
                Map.of(),
                TokenSigner.rsa("weak", 1024).jwk(),
                EC.jwk());
        Files.writeString(file, io.telpher.core.Json.compact(Map.of("keys", keys)));
        KeySet set = KeySet.ofJson(Files.readAllBytes(file));
        assertThat(set.keys()).extracting(TrustedKey::id).containsExactly("r", "e");
        JwtFilter filter = filter("keys", map("jwks", file.toString()), "algorithms", List.of("RS256", "PS256"));
        assertThat(with(filter, RSA.token("PS256", claims())).status()).isEqualTo(200);
        refused(filter, RSA.token("RS256", claims()), "unknown-key");
        for (String bad : List.of("", "[]", "{}", "{\"keys\": 1}", "{\"keys\": []}", "{\"keys\": [1]}", "<html>")) {
            assertThatThrownBy(() -> KeySet.ofJson(bad.getBytes(StandardCharsets.UTF_8)))
                    .as(bad)
                    .isInstanceOf(IOException.class);
        }
    }

    @Test
    void keysAreReadFromPemAndSecretsFromFiles() throws Exception {
        Path pem = folder.resolve("keys.pem");
        Files.writeString(pem, EC.pem() + ED.pem() + RSA.pem());
        JwtFilter filter = filter("keys", map("pem", pem.toString()));
        assertThat(with(filter, EC.token("ES256", claims())).status()).isEqualTo(200);
        assertThat(with(filter, ED.token("EdDSA", claims())).status()).isEqualTo(200);
        assertThat(with(filter, RSA.token("RS256", claims())).status()).isEqualTo(200);
        Path secret = folder.resolve("secret");
        Files.writeString(secret, "0123456789abcdef0123456789abcdef\n");
        JwtFilter shared = filter("keys", map("secret", secret.toString()));
        byte[] bytes = "0123456789abcdef0123456789abcdef".getBytes(StandardCharsets.US_ASCII);
        assertThat(with(shared, TokenSigner.token(bytes, Map.of("alg", "HS256"), claims()))
                        .status())
                .isEqualTo(200);
        refused(shared, RSA.token("RS256", claims()), "algorithm");
        Files.writeString(secret, "too short");
        assertThatThrownBy(() -> filter("keys", map("secret", secret.toString())))
                .isInstanceOf(UncheckedIOException.class)
                .hasMessageContaining("HS256 has at least 32 bytes, this one 9");
        Files.writeString(pem, TokenSigner.rsa(null, 1024).pem());
        assertThatThrownBy(() -> filter("keys", map("pem", pem.toString())))
                .hasMessageContaining(pem.toString())
                .hasMessageContaining("at least 2048 bits");
        assertThatThrownBy(
                        () -> filter("keys", map("jwks", folder.resolve("gone").toString())))
                .isInstanceOf(UncheckedIOException.class)
                .hasMessageContaining("cannot be read");
    }
}
