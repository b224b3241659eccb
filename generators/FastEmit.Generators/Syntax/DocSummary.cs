using System.Text;
using System.Xml;
using System.Xml.Linq;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;
using Microsoft.CodeAnalysis.CSharp.Syntax;

namespace FastEmit.Generators.Syntax;

/// <summary>
/// The plain text of a documentation comment, for the contract. It is read from the syntax: without a documentation file the
/// compiler parses such comments as ordinary ones.
/// </summary>
internal static class DocSummary
{
    /// <summary>The summary of a type or member, or a record's <c>param</c> for the member that it declares; null without one.</summary>
    public static string? Of(ISymbol symbol, CancellationToken cancellationToken)
    {
        foreach (SyntaxReference reference in symbol.DeclaringSyntaxReferences)
        {
            SyntaxNode node = reference.GetSyntax(cancellationToken);
            XElement? comment = node switch
            {
                ParameterSyntax { Parent.Parent: TypeDeclarationSyntax record } => Comment(record)?
                    .Elements("param").FirstOrDefault(element => element.Attribute("name")?.Value == symbol.Name),
                VariableDeclaratorSyntax { Parent.Parent: { } field } => Comment(field)?.Element("summary"),
                _ => Comment(node)?.Element("summary"),
            };
            if (comment is not null && Plain(comment) is { Length: > 0 } text)
            {
                return text;
            }
        }

        return null;
    }

    /// <summary>Whether it is a line or block of documentation, even if the compiler parsed it as an ordinary comment.</summary>
    public static bool IsDocumentation(SyntaxTrivia trivia) => trivia.Kind() switch
    {
        SyntaxKind.SingleLineDocumentationCommentTrivia or SyntaxKind.MultiLineDocumentationCommentTrivia => true,
        SyntaxKind.SingleLineCommentTrivia => trivia.ToString().StartsWith("///", StringComparison.Ordinal),
        SyntaxKind.MultiLineCommentTrivia => trivia.ToString().StartsWith("/**", StringComparison.Ordinal),
        _ => false,
    };

    private static XElement? Comment(SyntaxNode node)
    {
        StringBuilder? xml = null;
        foreach (SyntaxTrivia trivia in node.GetLeadingTrivia())
        {
            if (IsDocumentation(trivia))
            {
                xml ??= new StringBuilder("<doc>");
                foreach (string line in trivia.ToFullString().Split('\n'))
                {
                    string text = line.Trim();
                    text = text.StartsWith("/**", StringComparison.Ordinal) || text.StartsWith("///", StringComparison.Ordinal) ? text.Substring(3) : text.TrimStart('*');
                    xml.Append(text.EndsWith("*/", StringComparison.Ordinal) ? text.Substring(0, text.Length - 2) : text).Append('\n');
                }
            }
        }

        try
        {
            return xml is null ? null : XElement.Parse(xml.Append("</doc>").ToString());
        }
        catch (XmlException)
        {
            return null; // the compiler reports it when it generates documentation
        }
    }

    /// <summary>The text on one line; code in back quotes, references by the last part of their names.</summary>
    private static string Plain(XElement element)
    {
        var text = new StringBuilder();
        Append(element, text);
        return string.Join(" ", text.ToString().Split((char[]?)null, StringSplitOptions.RemoveEmptyEntries));
    }

    private static void Append(XElement element, StringBuilder text)
    {
        foreach (XNode node in element.Nodes())
        {
            if (node is XText words)
            {
                text.Append(words.Value);
            }
            else if (node is XElement { Name.LocalName: "c" or "code" } code)
            {
                text.Append('`').Append(code.Value).Append('`');
            }
            else if (node is XElement inner)
            {
                string? name = (inner.Attribute("cref") ?? inner.Attribute("name") ?? inner.Attribute("langword"))?.Value;
                if (inner.IsEmpty && name is not null)
                {
                    string plain = name.Split('(', '{', '<')[0];
                    text.Append(plain.Substring(plain.LastIndexOfAny(['.', ':']) + 1));
                }

                text.Append(inner.Name.LocalName == "para" ? " " : "");
                Append(inner, text);
            }
        }
    }
}
