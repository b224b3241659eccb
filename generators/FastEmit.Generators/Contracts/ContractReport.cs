using System.Collections.Immutable;
using FastEmit.Generators.Diagnostics;
using FastEmit.Generators.Emission;
using FastEmit.Generators.Model;
using FastEmit.Generators.Parsing;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.Diagnostics;

namespace FastEmit.Generators.Contracts;

/// <summary>Reports the changes of one event at their source locations, with the properties that the code fix needs.</summary>
internal sealed class ContractReport(EventModel model, INamedTypeSymbol type, SymbolAnalysisContext context, string schema, LockedEvent? before)
{
    /// <summary>Properties of a diagnostic: the event's current form, and its name and namespace in the file if it has an entry.</summary>
    internal const string Name = "Contract.Name", Namespace = "Contract.Namespace", Type = "Contract.Type", Schema = "Contract.Schema",
        FormerName = "Contract.FormerName", FormerNamespace = "Contract.FormerNamespace";

    private readonly HashSet<string> _newlyRequired = new(StringComparer.Ordinal);
    private readonly HashSet<string> _added = new(StringComparer.Ordinal);

    /// <summary>Reports a changed name or namespace of the event.</summary>
    public void Names()
    {
        if (before!.Name != model.EventName)
        {
            Add(DiagnosticCatalogue.EventRenamed, null, model.EventName, before.Name);
        }

        if (before.Namespace != model.EventNamespace)
        {
            Add(DiagnosticCatalogue.EventMoved, null, model.EventName, model.EventNamespace, before.Namespace);
        }
    }

    public void Add(ContractChange change)
    {
        Location? place = Find(change);
        switch (change.Kind)
        {
            case ContractChangeKind.Removed:
                Add(DiagnosticCatalogue.MemberRemoved, place, model.EventName, change.Path);
                break;
            case ContractChangeKind.Renamed:
                Add(DiagnosticCatalogue.MemberRenamed, place, model.EventName, change.Path, change.Before);
                break;
            case ContractChangeKind.Retyped:
                Add(DiagnosticCatalogue.MemberRetyped, place, model.EventName, change.Path, change.Before, change.After);
                break;
            case ContractChangeKind.NewlyRequired:
                _newlyRequired.Add(change.Path);
                Add(DiagnosticCatalogue.MemberNewlyRequired, place, model.EventName, change.Path);
                break;
            case ContractChangeKind.MayBeMissing:
                Add(DiagnosticCatalogue.MemberMayBeMissing, place, model.EventName, change.Path);
                break;
            case ContractChangeKind.Added:
                _added.Add(change.Path);
                Add(DiagnosticCatalogue.NotInContract, place, $"'{change.Path}' of event '{model.EventName}' is new");
                break;
            default:
                Add(DiagnosticCatalogue.NotInContract, place, $"'{change.Path}' of event '{model.EventName}' was {change.Before} and is {change.After}");
                break;
        }
    }

    /// <summary>Reports new <c>required</c> members: FastEmit's reader refuses older events without them.</summary>
    public void Required()
    {
        foreach (MemberModel member in model.ReaderName is null ? [] : model.Members)
        {
            if (member.IsRequired && _added.Contains(member.JsonName) && _newlyRequired.Add(member.JsonName))
            {
                Add(DiagnosticCatalogue.MemberNewlyRequired, LocationOf(type, member.Name), model.EventName, member.JsonName);
            }
        }
    }

    public void Add(DiagnosticDescriptor descriptor, Location? place, params object[] arguments)
    {
        ImmutableDictionary<string, string?> properties = ImmutableDictionary<string, string?>.Empty
            .Add(Name, model.EventName)
            .Add(Namespace, model.EventNamespace)
            .Add(Type, SchemaEmission.NameOf(model.TypeName))
            .Add(Schema, schema)
            .Add(FormerName, before?.Name)
            .Add(FormerNamespace, before?.Namespace);
        context.ReportDiagnostic(Diagnostic.Create(descriptor, Here(place) ?? Here(type.Locations.FirstOrDefault()), properties, arguments));
    }

    /// <summary>The declaration of the member; for a removed member its type; for a type of another project the event's member with it.</summary>
    private Location? Find(ContractChange change)
    {
        if (change.Owner is null)
        {
            return model.Members.FirstOrDefault(one => one.JsonName == change.Member) is { } own ? LocationOf(type, own.Name) : null;
        }

        if (SchemaEmission.Definitions(model).TryGetValue(change.Owner, out NestedModel? nested)
            && nested is ObjectModel owner
            && DocumentationCommentId.GetFirstSymbolForReferenceId(owner.TypeName.Replace("global::", ""), context.Compilation) is INamedTypeSymbol declared
            && (owner.Members.FirstOrDefault(one => one.JsonName == change.Member) is { } member ? LocationOf(declared, member.Name) : declared.Locations.FirstOrDefault()) is { } place
            && Here(place) is not null)
        {
            return place;
        }

        string first = change.Path.Split('.')[0].TrimEnd('[', ']');
        return model.Members.FirstOrDefault(one => one.JsonName == first) is { } around ? LocationOf(type, around.Name) : null;
    }

    private static Location? LocationOf(INamedTypeSymbol type, string member) => EventShape.Find(type, member.TrimStart('@'))?.Locations.FirstOrDefault();

    private Location? Here(Location? location) => location?.SourceTree is { } tree && context.Compilation.ContainsSyntaxTree(tree) ? location : null;
}
