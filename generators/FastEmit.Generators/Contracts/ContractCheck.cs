using System.Collections.Immutable;
using FastEmit.Generators.Diagnostics;
using FastEmit.Generators.Emission;
using FastEmit.Generators.Json;
using FastEmit.Generators.Model;
using FastEmit.Generators.Parsing;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.Diagnostics;
using Microsoft.CodeAnalysis.Text;
using SourceText = Microsoft.CodeAnalysis.Text.SourceText;

namespace FastEmit.Generators.Contracts;

/// <summary>Compares a project's events with its committed contract file, and reports the effect of each member's change on receivers.</summary>
internal sealed class ContractCheck
{
    private static readonly SourceTextValueProvider<(IReadOnlyList<LockedEvent>? Events, string Fault)> Files = new(static text =>
    {
        try
        {
            return (ContractFile.Read(text.ToString()), "");
        }
        catch (FormatException exception)
        {
            return (null, exception.Message);
        }
    });

    private readonly IReadOnlyList<LockedEvent> _locked;
    private readonly Lazy<HashSet<(string Name, string Namespace)>> _current;

    private ContractCheck(IReadOnlyList<LockedEvent> locked, Compilation compilation)
    {
        _locked = locked;
        _current = new(() => CurrentNames(compilation));
    }

    public static ImmutableArray<DiagnosticDescriptor> Descriptors { get; } =
    [
        DiagnosticCatalogue.EventRemoved,
        DiagnosticCatalogue.EventRenamed,
        DiagnosticCatalogue.EventMoved,
        DiagnosticCatalogue.MemberRemoved,
        DiagnosticCatalogue.MemberRenamed,
        DiagnosticCatalogue.MemberRetyped,
        DiagnosticCatalogue.MemberNewlyRequired,
        DiagnosticCatalogue.MemberMayBeMissing,
        DiagnosticCatalogue.NotInContract,
        DiagnosticCatalogue.BadContractFile,
    ];

    /// <summary>The check of a project with a contract file; null without one. An unreadable file is reported and gives null.</summary>
    public static ContractCheck? Of(CompilationStartAnalysisContext start)
    {
        if (start.Options.AdditionalFiles.FirstOrDefault(IsContract) is not { } file
            || file.GetText(start.CancellationToken) is not { } text
            || !start.TryGetValue(text, Files, out (IReadOnlyList<LockedEvent>? Events, string Fault) read))
        {
            return null;
        }

        if (read.Events is null)
        {
            start.RegisterAdditionalFileAction(context => ReportAt(context, file, text, 0, DiagnosticCatalogue.BadContractFile, read.Fault));
            return null;
        }

        var check = new ContractCheck(read.Events, start.Compilation);
        start.RegisterAdditionalFileAction(context => check.ReportRemoved(context, file, text));
        return check;
    }

    public static bool IsContract(AdditionalText file) => Path.GetFileName(file.Path) == ContractFile.Name;

    /// <summary>Reports the changes of an event.</summary>
    public void Check(EventModel model, INamedTypeSymbol type, SymbolAnalysisContext context)
    {
        string schema = SchemaEmission.Emit(model);
        JsonTree current = JsonTree.Parse(schema);
        LockedEvent? before = _locked.FirstOrDefault(one => one.Name == model.EventName && one.Namespace == model.EventNamespace) ?? Former(model);
        var report = new ContractReport(model, type, context, schema, before);
        if (before is null)
        {
            report.Add(DiagnosticCatalogue.NotInContract, null, $"event '{model.EventName}' is new");
            return;
        }

        report.Names();
        if (Version(current) is var version && version > Version(before.Schema))
        {
            report.Add(DiagnosticCatalogue.NotInContract, null, $"event '{model.EventName}' has version {version} where the contract has {Version(before.Schema)}");
            return;
        }

        foreach (ContractChange change in SchemaComparison.Compare(before.Schema, current))
        {
            report.Add(change);
        }

        report.Required();
    }

    /// <summary>The contract's entry of the event before a change of its namespace or name: an unused entry with the same name, otherwise with the same type.</summary>
    private LockedEvent? Former(EventModel model)
    {
        LockedEvent[] free = [.. _locked.Where(one => !_current.Value.Contains((one.Name, one.Namespace)))];
        string type = SchemaEmission.NameOf(model.TypeName);
        return free.FirstOrDefault(one => one.Name == model.EventName)
            ?? free.FirstOrDefault(one => one.Type == type && _current.Value.All(current => current.Name != one.Name));
    }

    private void ReportRemoved(AdditionalFileAnalysisContext context, AdditionalText file, SourceText text)
    {
        LockedEvent[] free = [.. _locked.Where(one => !_current.Value.Contains((one.Name, one.Namespace)))];
        if (free.Length == 0)
        {
            return;
        }

        List<(string Name, string Type)> unknown = [.. Events(context.Compilation.Assembly.GlobalNamespace, context.Compilation)
            .Select(found => (Names: EventParser.Names(found.Attribute, context.Compilation, found.Type), found.Type))
            .Where(found => !_locked.Any(one => (one.Name, one.Namespace) == found.Names))
            .Select(static found => (found.Names.Name, SchemaEmission.NameOf(found.Type.GlobalName())))];
        foreach (LockedEvent one in free.Where(one => !unknown.Any(found => found.Name == one.Name || found.Type == one.Type)))
        {
            ReportAt(context, file, text, one.Start, DiagnosticCatalogue.EventRemoved, one.Name, one.Namespace);
        }
    }

    private static int Version(JsonTree schema) =>
        int.TryParse((schema["anyOf"]?.Items is { Count: > 0 } types ? types[0] : schema)["properties"]?[EventModel.VersionName]?["const"]?.Token, out int version) ? version : 0;

    private static void ReportAt(
        AdditionalFileAnalysisContext context, AdditionalText file, SourceText text, int start, DiagnosticDescriptor descriptor, params object[] arguments)
    {
        if (context.AdditionalFile.Path == file.Path)
        {
            TextSpan span = text.Lines.GetLineFromPosition(Math.Min(start, text.Length)).Span;
            Location location = Location.Create(file.Path, span, text.Lines.GetLinePositionSpan(span));
            ImmutableDictionary<string, string?> properties = ImmutableDictionary<string, string?>.Empty;
            if (descriptor == DiagnosticCatalogue.EventRemoved)
            {
                properties = properties.Add(ContractReport.FormerName, (string)arguments[0]).Add(ContractReport.FormerNamespace, (string)arguments[1]);
            }

            context.ReportDiagnostic(Diagnostic.Create(descriptor, location, properties, arguments));
        }
    }

    private static HashSet<(string Name, string Namespace)> CurrentNames(Compilation compilation) =>
        [.. Events(compilation.Assembly.GlobalNamespace, compilation).Select(found => EventParser.Names(found.Attribute, compilation, found.Type))];

    private static IEnumerable<(INamedTypeSymbol Type, AttributeData Attribute)> Events(INamespaceOrTypeSymbol container, Compilation compilation)
    {
        foreach (ISymbol member in container.GetMembers())
        {
            if (member is INamedTypeSymbol type && type.FindAttribute(KnownTypes.HookEvent) is { } attribute)
            {
                foreach (INamedTypeSymbol one in type.IsGenericType ? GenericEvents.Close(type, compilation, default) : [type])
                {
                    yield return (one, attribute);
                }
            }

            if (member is INamespaceOrTypeSymbol inner)
            {
                foreach ((INamedTypeSymbol Type, AttributeData Attribute) found in Events(inner, compilation))
                {
                    yield return found;
                }
            }
        }
    }
}
