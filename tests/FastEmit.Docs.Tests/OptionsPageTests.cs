using System.Collections;
using System.Globalization;
using System.Reflection;
using System.Text;
using System.Text.RegularExpressions;
using System.Xml.Linq;
using FastEmit.Collector;
using FastEmit.Options;
using FastEmit.SocketIO;

namespace FastEmit.Docs.Tests;

/// <summary>docs/options.md: every option of the emitter, the client and the collector, from its declaration and its doc comment.</summary>
public sealed partial class OptionsPageTests
{
    private const string Head =
        """
        # Options

        This page is generated from the code. The names here are those of the properties, of the keys of configuration (`FastEmit:Batch:Window`)
        and of `fastemit emit --set Batch.Window=50ms`. A time is written as `00:00:00.050`, `50ms`, `2s`, `5m`, `1h`, `1d` or `infinite`, a list as an
        array, a dictionary as an object, a name of an enumeration in any case. An option outside of what is accepted ends `Create`, or the start
        of the host, with an error that names it.


        """;

    [Fact]
    public void Page_IsWhatTheDeclarationsSay()
    {
        StringBuilder page = new(Head.ReplaceLineEndings("\n"));
        Describe(page, "The emitter: `HookEmitterOptions`", new HookEmitterOptions { Url = "http://localhost" }, AcceptedByTheEmitter);
        Describe(page, "The client: `SocketIOConnectionOptions`", new SocketIOConnectionOptions(), static (_, _) => null);
        Describe(page, "The collector: `CollectorOptions`", new CollectorOptions(), static (_, _) => null);

        GeneratedPage.AssertIs("docs/options.md", page.ToString());
    }

    private static void Describe(StringBuilder page, string title, object options, Func<string, PropertyInfo, string?> accepted)
    {
        XDocument comments = XDocument.Load(Path.ChangeExtension(options.GetType().Assembly.Location, ".xml"));
        page.Append(CultureInfo.InvariantCulture, $"## {title}\n\n| option | default | meaning |\n|---|---|---|\n");
        DescribeGroup(page, comments, options, "", accepted);
        page.Append('\n');
    }

    private static void DescribeGroup(StringBuilder page, XDocument comments, object group, string prefix, Func<string, PropertyInfo, string?> accepted)
    {
        foreach (PropertyInfo property in group.GetType().GetProperties().OrderBy(static property => property.MetadataToken))
        {
            if (IsGroup(property))
            {
                DescribeGroup(page, comments, property.GetValue(group)!, property.Name + ".", accepted);
                continue;
            }

            string name = prefix + property.Name;
            string range = accepted(name, property) is { } text ? $" Accepted: {text}." : "";
            page.Append(CultureInfo.InvariantCulture, $"| `{name}`<br>{NameOf(property.PropertyType)} | {Default(property, group)} | {Summary(comments, property)}{range} |\n");
        }
    }

    private static bool IsGroup(PropertyInfo property) => property.PropertyType.Namespace == typeof(BatchOptions).Namespace;

    /// <summary>What the emitter's own check says of a value that it cannot accept.</summary>
    private static string? AcceptedByTheEmitter(string name, PropertyInfo property)
    {
        object? bad = property.PropertyType switch
        {
            { IsEnum: true } type => Enum.ToObject(type, 99),
            { } type when type == typeof(int) => -1,
            { } type when type == typeof(double) => double.NaN,
            { } type when type == typeof(TimeSpan) => TimeSpan.MinValue,
            _ => null,
        };
        if (bad is null)
        {
            return null;
        }

        HookEmitterOptions options = new() { Url = "http://localhost" };
        object group = name.Split('.') is [var owner, _] ? typeof(HookEmitterOptions).GetProperty(owner)!.GetValue(options)! : options;
        property.SetValue(group, bad);
        return options.Validate().First(error => error.Option == name).Accepted.Replace("|", "\\|", StringComparison.Ordinal);
    }

    private static string Default(PropertyInfo property, object options) => property.GetValue(options) switch
    {
        _ when property.Name == "Url" => "–",
        null => "none",
        bool value => value ? "yes" : "no",
        TimeSpan value when value == Timeout.InfiniteTimeSpan => "infinite",
        string value => value.Length == 0 ? "empty" : $"`{value}`",
        IEnumerable => "empty",
        IFormattable value when property.PropertyType.IsPrimitive || property.PropertyType.IsEnum || value is TimeSpan => $"`{value.ToString(null, CultureInfo.InvariantCulture)}`",
        var value => value.ToString() is { } text && !text.Contains('.', StringComparison.Ordinal) ? $"`{text}`" : "the system's",
    };

    private static string NameOf(Type type) =>
        typeof(Delegate).IsAssignableFrom(type) ? "function"
        : type.IsGenericType && typeof(IEnumerable).IsAssignableFrom(type) ? (type.Name.Contains("Dictionary", StringComparison.Ordinal) ? "dictionary" : "list")
        : Nullable.GetUnderlyingType(type) is { } inner ? $"{NameOf(inner)}?"
        : type.Name switch { "Int32" => "int", "Int64" => "long", "Boolean" => "bool", "Double" => "double", "String" => "string", var name => name };

    private static string Summary(XDocument comments, PropertyInfo property)
    {
        XElement? summary = comments.Descendants("member")
            .FirstOrDefault(member => (string?)member.Attribute("name") == $"P:{property.DeclaringType!.FullName}.{property.Name}")?.Element("summary");
        Assert.True(summary is not null, $"{property.DeclaringType}.{property.Name} has no summary.");
        return WhiteSpace().Replace(string.Concat(summary.Nodes().Select(Text)), " ").Trim().Replace("|", "\\|", StringComparison.Ordinal);
    }

    private static string Text(XNode node) => node switch
    {
        XText text => text.Value,
        XElement { Name.LocalName: "see" } see when (string?)see.Attribute("cref") is { } cref => $"`{cref.Split('(')[0].Split('.')[^1].Split('`')[0]}`",
        XElement { Name.LocalName: "see" } see => $"`{(string?)see.Attribute("langword")}`",
        XElement { Name.LocalName: "c" } code => $"`{code.Value}`",
        XElement other => " " + string.Concat(other.Nodes().Select(Text)),
        _ => "",
    };

    [GeneratedRegex(@"\s+")]
    private static partial Regex WhiteSpace();
}
