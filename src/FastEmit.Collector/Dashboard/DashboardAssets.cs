using System.Collections.Frozen;
using System.Numerics;
using System.Reflection;
using Microsoft.AspNetCore.Http;

namespace FastEmit.Collector.Dashboard;

/// <summary>The dashboard's files, which lie in the assembly and hold nothing of what the collector knows: they need no token.</summary>
internal static class DashboardAssets
{
    public const string Page = "index.html";

    /// <summary>
    /// Nothing but the collector's own files, no script or style in the page, no frame around it. With trusted types a browser that knows
    /// them refuses to make markup of any text.
    /// </summary>
    private const string Policy =
        "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self'; connect-src 'self'; "
        + "base-uri 'none'; form-action 'none'; frame-ancestors 'none'; require-trusted-types-for 'script'; trusted-types 'none'";

    private const string Prefix = "Dashboard/";

    /// <summary>Each is read when it is first asked for: a start reads none.</summary>
    private static readonly FrozenDictionary<string, Lazy<DashboardAsset>> All = Find();

    /// <summary>Names of the files.</summary>
    public static IEnumerable<string> Names => All.Keys;

    /// <summary>Answers with a file, or says that the browser has it.</summary>
    public static async Task WriteAsync(HttpContext context, string name)
    {
        DashboardAsset asset = All[name].Value;
        HttpResponse response = context.Response;
        IHeaderDictionary headers = response.Headers;
        headers.ContentSecurityPolicy = Policy;
        headers.XContentTypeOptions = "nosniff";
        headers["Referrer-Policy"] = "no-referrer";
        headers["Cross-Origin-Opener-Policy"] = "same-origin";
        headers["Cross-Origin-Resource-Policy"] = "same-origin";
        headers.CacheControl = "no-cache";
        headers.ETag = asset.Tag;
        if (context.Request.Headers.IfNoneMatch.ToString().Contains(asset.Tag, StringComparison.Ordinal))
        {
            response.StatusCode = StatusCodes.Status304NotModified;
            return;
        }

        response.ContentType = asset.ContentType;
        response.ContentLength = asset.Bytes.Length;
        if (!HttpMethods.IsHead(context.Request.Method))
        {
            await response.BodyWriter.WriteAsync(asset.Bytes, context.RequestAborted).ConfigureAwait(false);
        }
    }

    private static FrozenDictionary<string, Lazy<DashboardAsset>> Find()
    {
        Assembly assembly = typeof(DashboardAssets).Assembly;
        return assembly.GetManifestResourceNames()
            .Where(static name => name.StartsWith(Prefix, StringComparison.Ordinal))
            .ToFrozenDictionary(
                static name => name[Prefix.Length..], name => new Lazy<DashboardAsset>(() => Read(assembly, name)), StringComparer.Ordinal);
    }

    private static DashboardAsset Read(Assembly assembly, string name)
    {
        using Stream stream = assembly.GetManifestResourceStream(name)!;
        byte[] bytes = new byte[stream.Length];
        stream.ReadExactly(bytes);
        return new DashboardAsset(bytes, ContentTypeOf(name), TagOf(bytes));
    }

    /// <summary>Length and checksum tell one version from another. A cryptographic hash would have OpenSSL loaded, which takes 5 ms.</summary>
    private static string TagOf(ReadOnlySpan<byte> bytes)
    {
        uint checksum = 0;
        foreach (byte one in bytes)
        {
            checksum = BitOperations.Crc32C(checksum, one);
        }

        return $"\"{bytes.Length:x}-{checksum:x8}\"";
    }

    private static string ContentTypeOf(string name) => Path.GetExtension(name) switch
    {
        ".html" => "text/html; charset=utf-8",
        ".css" => "text/css; charset=utf-8",
        ".js" => "text/javascript; charset=utf-8",
        ".svg" => "image/svg+xml",
        _ => "application/octet-stream",
    };
}

/// <summary>A file of the dashboard.</summary>
/// <param name="Bytes">All of it.</param>
/// <param name="ContentType">Its media type.</param>
/// <param name="Tag">Its entity tag, with quotes.</param>
internal sealed record DashboardAsset(byte[] Bytes, string ContentType, string Tag);
