/// Certificates that sign themselves, and their keys: made for these tests alone, good from 2020 to 2120.
enum TestCertificate {
  /// For 127.0.0.1 and localhost.
  static let here = """
    -----BEGIN CERTIFICATE-----
    MIIBZTCCAQugAwIBAgIUAbaU0mln4hjiUXFzmrFDLf6A0p0wCgYIKoZIzj0EAwIw
    GTEXMBUGA1UEAwwOd3JpdCB0ZXN0IGhlcmUwIBcNMjAwMTAxMDAwMDAwWhgPMjEy
    MDAxMDEwMDAwMDBaMBkxFzAVBgNVBAMMDndyaXQgdGVzdCBoZXJlMFkwEwYHKoZI
    zj0CAQYIKoZIzj0DAQcDQgAEpSZR6zrnpOqFLewuh97/NSTSAUmDuxbPEiKNU0dD
    2xkjhD9NZxhdDOsY6FslAEBTnzXRI97ZQzhUcZJ3ipGHIaMvMC0wGgYDVR0RBBMw
    EYcEfwAAAYIJbG9jYWxob3N0MA8GA1UdEwEB/wQFMAMBAf8wCgYIKoZIzj0EAwID
    SAAwRQIhAK1UqsfP2I8k6xHhXwBTISiDxe8kMO+i7NgPREuOlm7SAiASbwejmQFx
    v4KCQM9UkxtIzMC/tDp6WNqTrmEMhBUvvA==
    -----END CERTIFICATE-----
    """

  /// Its key.
  static let hereKey = """
    (a key that the test's author made)
    """

  /// For another host.
  static let elsewhere = """
    -----BEGIN CERTIFICATE-----
    MIIBbTCCAROgAwIBAgIUZv7P5sPQ0Z/pnGdNl+cTIRMK8VQwCgYIKoZIzj0EAwIw
    HjEcMBoGA1UEAwwTd3JpdCB0ZXN0IGVsc2V3aGVyZTAgFw0yMDAxMDEwMDAwMDBa
    GA8yMTIwMDEwMTAwMDAwMFowHjEcMBoGA1UEAwwTd3JpdCB0ZXN0IGVsc2V3aGVy
    ZTBZMBMGByqGSM49AgEGCCqGSM49AwEHA0IABLMYIcphY8leqdGYEsSqyvfjzaJJ
    kF9PTKjF63AnpxGYcbQSPe151HfqlyFl8h9A19NqeYkkvhwMmBpRhWCQnpCjLTAr
    MBgGA1UdEQQRMA+CDW90aGVyLmV4YW1wbGUwDwYDVR0TAQH/BAUwAwEB/zAKBggq
    hkjOPQQDAgNIADBFAiEAjqMecZ3nBTzCYB9kjyHGwrWaJwEtVtBqyzRQiUYa/VUC
    IG4eI892UMvH8+z2MxilC4L5Y+hYPrTUvb5DzVZI8poe
    -----END CERTIFICATE-----
    """

  /// Its key.
  static let elsewhereKey = """
    (a key that the test's author made)
    """
}
