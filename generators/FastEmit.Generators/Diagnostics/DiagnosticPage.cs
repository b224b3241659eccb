using Microsoft.CodeAnalysis;

namespace FastEmit.Generators.Diagnostics;

/// <summary>
/// The text of a diagnostic's page, which an IDE shows beside it. The pages are resources of the assembly, so that the code does not depend
/// on the repository's host. They are read on demand.
/// </summary>
internal sealed class DiagnosticPage(string id) : LocalizableString
{
    /// <summary>The page as a file beside the assembly, where the package installs it.</summary>
    public static string Link(string id)
    {
        string assembly = typeof(DiagnosticPage).Assembly.Location;
        string file = $"docs/diagnostics/{id}.md";
        return assembly.Length == 0 ? file : new Uri(Path.Combine(Path.GetDirectoryName(assembly)!, file)).AbsoluteUri;
    }

    protected override string GetText(IFormatProvider? formatProvider)
    {
        using Stream? page = typeof(DiagnosticPage).Assembly.GetManifestResourceStream($"{id}.md");
        if (page is null)
        {
            return "";
        }

        using var reader = new StreamReader(page);
        string text = reader.ReadToEnd();
        int body = text.IndexOf("\n\n", text.IndexOf("Severity:", StringComparison.Ordinal), StringComparison.Ordinal);
        return text.Substring(body).Trim();
    }

    protected override int GetHash() => id.GetHashCode();

    protected override bool AreEqual(object? other) => other is DiagnosticPage;
}
