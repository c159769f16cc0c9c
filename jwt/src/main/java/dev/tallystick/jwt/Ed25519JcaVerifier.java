package dev.tallystick.jwt;

import com.nimbusds.jose.JOSEException;
import com.nimbusds.jose.JWSAlgorithm;
import com.nimbusds.jose.JWSHeader;
import com.nimbusds.jose.JWSVerifier;
import com.nimbusds.jose.crypto.impl.BaseJWSProvider;
import com.nimbusds.jose.jwk.OctetKeyPair;
import com.nimbusds.jose.util.Base64URL;
import java.security.GeneralSecurityException;
import java.security.KeyFactory;
import java.security.PublicKey;
import java.security.Signature;
import java.security.SignatureException;
import java.security.spec.X509EncodedKeySpec;
import java.util.HexFormat;
import java.util.Set;

/** Ed25519 by the JDK: Nimbus's own verifier would bring Tink along. */
final class Ed25519JcaVerifier extends BaseJWSProvider implements JWSVerifier {

    private static final int KEY_LENGTH = 32;
    private static final int SIGNATURE_LENGTH = 64;

    /** The DER of a SubjectPublicKeyInfo for Ed25519, up to the key's 32 bytes (RFC 8410). */
    private static final byte[] SPKI_PREFIX = HexFormat.of().parseHex("302a300506032b6570032100");

    private final PublicKey key;

    /**
     * @throws GeneralSecurityException if these bytes are no public key
     */
    Ed25519JcaVerifier(OctetKeyPair key) throws GeneralSecurityException {
        super(Set.of(JWSAlgorithm.EdDSA, JWSAlgorithm.Ed25519));
        byte[] x = key.getDecodedX();
        if (x.length != KEY_LENGTH) {
            throw new GeneralSecurityException("a public key of Ed25519 has 32 bytes, this one " + x.length);
        }
        byte[] spki = new byte[SPKI_PREFIX.length + KEY_LENGTH];
        System.arraycopy(SPKI_PREFIX, 0, spki, 0, SPKI_PREFIX.length);
        System.arraycopy(x, 0, spki, SPKI_PREFIX.length, KEY_LENGTH);
        this.key = KeyFactory.getInstance("Ed25519").generatePublic(new X509EncodedKeySpec(spki));
        // A point that isn't on the curve is found only here.
        Signature.getInstance("Ed25519").initVerify(this.key);
    }

    @Override
    public boolean verify(JWSHeader header, byte[] signingInput, Base64URL signature) throws JOSEException {
        byte[] bytes = signature.decode();
        // The JDK would take a zero byte too many for part of the number before it.
        if (bytes.length != SIGNATURE_LENGTH) {
            return false;
        }
        try {
            Signature ed25519 = Signature.getInstance("Ed25519");
            ed25519.initVerify(key);
            ed25519.update(signingInput);
            return ed25519.verify(bytes);
        } catch (SignatureException e) {
            // The JDK's answer to numbers that are out of range.
            return false;
        } catch (GeneralSecurityException e) {
            throw new JOSEException("Ed25519 isn't available", e);
        }
    }
}
