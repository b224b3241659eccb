using System.Net;
using System.Net.Security;

namespace FastEmit.SocketIO.Transports;

/// <summary>TLS for one connection, as the platform's HTTP handler would have it.</summary>
internal static class TlsOptions
{
    /// <param name="given">The user's; null for the platform's defaults. They are not changed.</param>
    /// <param name="host">The Host header, which names the server that the certificate must be for.</param>
    public static SslClientAuthenticationOptions For(SslClientAuthenticationOptions? given, string host)
    {
        SslClientAuthenticationOptions options = new() { TargetHost = NameOf(host) };
        if (given is not null)
        {
            options.AllowRenegotiation = given.AllowRenegotiation;
            options.AllowTlsResume = given.AllowTlsResume;
            options.CertificateChainPolicy = given.CertificateChainPolicy;
            options.CertificateRevocationCheckMode = given.CertificateRevocationCheckMode;
            options.CipherSuitesPolicy = given.CipherSuitesPolicy;
            options.ClientCertificateContext = given.ClientCertificateContext;
            options.ClientCertificates = given.ClientCertificates;
            options.EnabledSslProtocols = given.EnabledSslProtocols;
            options.EncryptionPolicy = given.EncryptionPolicy;
            options.LocalCertificateSelectionCallback = given.LocalCertificateSelectionCallback;
            options.RemoteCertificateValidationCallback = given.RemoteCertificateValidationCallback;
        }

        return options;
    }

    private static string NameOf(string host)
    {
        int end = host.LastIndexOf(':');
        string name = end > host.LastIndexOf(']') ? host[..end] : host;
        return IPAddress.TryParse(name, out IPAddress? address) ? address.ToString() : name;
    }
}
