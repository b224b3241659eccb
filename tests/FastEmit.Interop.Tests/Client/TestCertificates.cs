using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using FastEmit.Interop.Tests.Servers;

namespace FastEmit.Interop.Tests.Client;

/// <summary>A root of its own, a server and a client certificate under it, and files of them for Node.</summary>
internal sealed class TestCertificates : IDisposable
{
    private readonly X509Certificate2 _root;
    private readonly X509Certificate2 _server;
    private readonly TemporaryFile _rootFile = new();
    private readonly TemporaryFile _serverFile = new();
    private readonly TemporaryFile _serverKeyFile = new();

    public TestCertificates()
    {
        using ECDsa key = ECDsa.Create(ECCurve.NamedCurves.nistP256);
        CertificateRequest request = new("CN=FastEmit test root", key, HashAlgorithmName.SHA256);
        request.CertificateExtensions.Add(new X509BasicConstraintsExtension(true, false, 0, true));
        _root = request.CreateSelfSigned(DateTimeOffset.UtcNow.AddDays(-1), DateTimeOffset.UtcNow.AddDays(2));
        _server = Issue("CN=FastEmit test server", "localhost");
        Client = Issue("CN=FastEmit test client", "client");
        File.WriteAllText(_rootFile.Path, _root.ExportCertificatePem());
        File.WriteAllText(_serverFile.Path, _server.ExportCertificatePem());
        File.WriteAllText(_serverKeyFile.Path, _server.GetECDsaPrivateKey()!.ExportPkcs8PrivateKeyPem());
    }

    public X509Certificate2 Client { get; }

    public IReadOnlyDictionary<string, string> ServerFiles(bool askClient)
    {
        Dictionary<string, string> files = new() { ["key"] = _serverKeyFile.Path, ["cert"] = _serverFile.Path };
        if (askClient)
        {
            files["ca"] = _rootFile.Path;
        }

        return files;
    }

    public X509ChainPolicy TrustingPolicy()
    {
        X509ChainPolicy policy = new() { TrustMode = X509ChainTrustMode.CustomRootTrust, RevocationMode = X509RevocationMode.NoCheck };
        policy.CustomTrustStore.Add(_root);
        return policy;
    }

    public void Dispose()
    {
        _root.Dispose();
        _server.Dispose();
        Client.Dispose();
        _rootFile.Dispose();
        _serverFile.Dispose();
        _serverKeyFile.Dispose();
    }

    private X509Certificate2 Issue(string subject, string name)
    {
        using ECDsa key = ECDsa.Create(ECCurve.NamedCurves.nistP256);
        CertificateRequest request = new(subject, key, HashAlgorithmName.SHA256);
        SubjectAlternativeNameBuilder names = new();
        names.AddDnsName(name);
        request.CertificateExtensions.Add(names.Build());
        using X509Certificate2 bare = request.Create(
            _root, DateTimeOffset.UtcNow.AddDays(-1), DateTimeOffset.UtcNow.AddDays(1), RandomNumberGenerator.GetBytes(8));
        using X509Certificate2 withKey = bare.CopyWithPrivateKey(key);
        return X509CertificateLoader.LoadPkcs12(withKey.Export(X509ContentType.Pfx), null, X509KeyStorageFlags.Exportable);
    }
}
