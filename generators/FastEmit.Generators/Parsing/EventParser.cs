using System.Collections.Immutable;
using FastEmit.Generators.Diagnostics;
using FastEmit.Generators.Emission;
using FastEmit.Generators.Model;
using FastEmit.Generators.Syntax;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;

namespace FastEmit.Generators.Parsing;

/// <summary>Reads an event type into its model. The generator and the analyzer share it, so that they always agree.</summary>
internal static class EventParser
{
    private const long DefaultMaxPayload = 1_000_000; // bytes; Engine.IO's default maxHttpBufferSize

    private static readonly string[] ReservedNames =
        ["connect", "connect_error", "disconnect", "disconnecting", "newListener", "removeListener"];

    /// <summary>The models of a declaration: one, or for a generic event the declaration's and one per closed type; none when no code can be generated.</summary>
    public static EquatableArray<EventModel> ParseAll(
        INamedTypeSymbol type, AttributeData attribute, Compilation compilation, IDiagnosticSink diagnostics, CancellationToken cancellationToken)
    {
        if (!type.IsGenericType)
        {
            return Parse(type, attribute, compilation, diagnostics, cancellationToken) is { } model ? new([model]) : EquatableArray<EventModel>.Empty;
        }

        var context = new ParseContext(type, compilation, NamingPolicy.Default, diagnostics, cancellationToken);
        if (!CheckType(type, context))
        {
            return EquatableArray<EventModel>.Empty;
        }

        IReadOnlyList<INamedTypeSymbol> closed = GenericEvents.Close(type, compilation, cancellationToken);
        if (closed.Count == 0)
        {
            context.Report(DiagnosticCatalogue.NotClosed, type.Locations.FirstOrDefault(), type.ToDisplayString(SymbolDisplayFormat.MinimallyQualifiedFormat));
        }

        return new([Open(type, attribute, compilation), .. closed.Select(one => Parse(one, attribute, compilation, diagnostics, cancellationToken)).OfType<EventModel>()]);
    }

    /// <summary>The model of a generic event's declaration: its parameters, without their wire form.</summary>
    private static EventModel Open(INamedTypeSymbol type, AttributeData attribute, Compilation compilation)
    {
        ConstructorParser constructor = ConstructorParser.Find(type);
        IParameterSymbol[] parameters = [.. constructor.Constructor?.Parameters ?? []];
        string? access = StaticAccess.Find(type, parameters.Select(static parameter => parameter.Type), compilation);
        (string name, string space) = Names(attribute, compilation);
        return new EventModel(
            HintName(type),
            type.ContainingNamespace.IsGlobalNamespace ? null : type.ContainingNamespace.ToDisplayString(),
            Declarations(type),
            type.GlobalName(),
            EventShape.IsReadOnly(type, EquatableArray<MemberModel>.Empty),
            EventShape.TakenNames(type, [.. parameters.Select(static parameter => parameter.Type)]),
            "",
            name,
            space,
            Version: 0,
            HasTimestamp: false,
            access is null || parameters.Length == 0 ? Construction.Impossible : Construction.Build,
            CanBuild: access is not null && parameters.Length > 0,
            access ?? "public",
            IsReceived(attribute, compilation.Assembly.FindAttribute(KnownTypes.HookEventDefaults)) ? "" : null,
            Summary: null,
            Whole: null,
            GenericRole.Open,
            IsInterface: false,
            ExtensionAccess: null,
            new EquatableArray<MemberModel>([.. parameters.Select(static parameter => MemberParser.Parameter(parameter))]),
            EquatableArray<NestedModel>.Empty);
    }

    /// <summary>The model, or null when no code can be generated.</summary>
    private static EventModel? Parse(
        INamedTypeSymbol type, AttributeData attribute, Compilation compilation, IDiagnosticSink diagnostics, CancellationToken cancellationToken)
    {
        cancellationToken.ThrowIfCancellationRequested();
        AttributeData? defaults = compilation.Assembly.FindAttribute(KnownTypes.HookEventDefaults);
        var naming = (NamingPolicy)attribute.NamedArgument<int>("Naming");
        if (naming == NamingPolicy.Default)
        {
            naming = (NamingPolicy)(defaults?.NamedArgument<int>("Naming") ?? 0);
        }

        (string eventName, string eventNamespace) = Names(attribute, compilation, type);
        var context = new ParseContext(type, compilation, naming, diagnostics, cancellationToken);
        CheckNames(eventName, eventNamespace, attribute, context);
        if (!type.IsGenericType && !CheckType(type, context))
        {
            return null;
        }

        // With derived types only those are written; the event's own members are read only to find the key.
        bool isOneOfSeveral = type.FindAttribute(KnownTypes.JsonDerivedType) is not null;
        string? whole = null;
        if (isOneOfSeveral && (whole = (ObjectParser.Parse(type, context, type.Locations.FirstOrDefault()) as ObjectValue)?.Name) is null)
        {
            return null;
        }

        EquatableArray<MemberModel> members = MemberParser.Parse(
            type, isOneOfSeveral ? new ParseContext(type, compilation, naming, NoDiagnostics.Instance, cancellationToken) : context, MemberRole.Event, type.Locations.FirstOrDefault());
        CheckWhole(type, members, whole, context);
        ConstructorParser constructor = ConstructorParser.Find(type);
        Construction construction = isOneOfSeveral ? Construction.Impossible : constructor.Decide(members, cancellationToken);
        ITypeSymbol[] parameters = [.. members
            .Where(member => construction == Construction.None || member.Origin != MemberOrigin.Computed)
            .Select(member => EventShape.TypeOf(type, member.Name.TrimStart('@')))];
        string? access = StaticAccess.Find(type, parameters, compilation);
        var model = new EventModel(
            HintName(type),
            type.ContainingNamespace.IsGlobalNamespace ? null : type.ContainingNamespace.ToDisplayString(),
            Declarations(type),
            type.GlobalName(),
            EventShape.IsReadOnly(type, members),
            EventShape.TakenNames(type, parameters),
            EventShape.FreeName(type, "FastEmitSerializer"),
            eventName,
            eventNamespace,
            Version(attribute, members, type, context),
            context.HasTimestamp,
            access is null ? Construction.Impossible : construction,
            constructor.CanBuild(members),
            access ?? "public",
            IsReceived(attribute, defaults) ? EventShape.FreeName(type, "FastEmitReader") : null,
            DocSummary.Of(type, cancellationToken),
            whole,
            type.IsGenericType ? GenericRole.Closed : GenericRole.None,
            type.TypeKind == TypeKind.Interface,
            isOneOfSeveral ? StaticAccess.Of(type) : null,
            members,
            new EquatableArray<NestedModel>([.. context.Nested]));
        if (model.ReaderName is null || context.Errors > 0 || ReaderEmission.Fault(model) is not { } fault)
        {
            return model;
        }

        context.Report(DiagnosticCatalogue.NotReceivable, type.Locations.FirstOrDefault(), type.Name, fault);
        return model with { ReaderName = null };
    }

    /// <summary>The event's own setting takes precedence over the assembly's default.</summary>
    private static bool IsReceived(AttributeData attribute, AttributeData? defaults) =>
        attribute.NamedArguments.Any(static argument => argument.Key == "Receive")
            ? attribute.NamedArgument<bool>("Receive")
            : defaults?.NamedArgument<bool>("Receive") ?? false;

    private static int Version(AttributeData attribute, EquatableArray<MemberModel> members, INamedTypeSymbol type, ParseContext context)
    {
        int version = attribute.NamedArgument<int>("Version");
        if (version < 0)
        {
            context.Report(DiagnosticCatalogue.AttributeWithoutEffect, attribute.Location(context.CancellationToken), "Version", type.Name, "versions begin at 1");
            return 0;
        }

        if (version > 0 && members.FirstOrDefault(static member => member.JsonName == EventModel.VersionName) is { } taken)
        {
            context.Report(DiagnosticCatalogue.DuplicateJsonName, attribute.Location(context.CancellationToken), "Version", taken.Name, EventModel.VersionName);
        }

        return version;
    }

    /// <summary>The event's name and namespace. In the name of a generic event, type parameter names in braces are replaced by the type names.</summary>
    public static (string Name, string Namespace) Names(AttributeData attribute, Compilation compilation, INamedTypeSymbol? type = null) =>
    (
        Filled(attribute.FirstArgument<string>() ?? "", type),
        attribute.NamedArgument<string>("Namespace")
            ?? compilation.Assembly.FindAttribute(KnownTypes.HookEventDefaults)?.NamedArgument<string>("Namespace")
            ?? "/");

    private static string Filled(string name, INamedTypeSymbol? type)
    {
        for (int i = 0; i < (type?.Arity ?? 0) && name.Contains('{'); i++)
        {
            name = name.Replace($"{{{type!.TypeParameters[i].Name}}}", JsonNaming.Convert(SchemaEmission.NameOf(type.TypeArguments[i].GlobalName()), NamingPolicy.SnakeCase));
        }

        return name;
    }

    private static bool CheckType(INamedTypeSymbol type, ParseContext context)
    {
        Location? location = type.Locations.FirstOrDefault();
        if (context.Compilation is CSharpCompilation { LanguageVersion: < LanguageVersion.CSharp11 } csharp)
        {
            context.Report(DiagnosticCatalogue.LanguageVersion, location, csharp.LanguageVersion.ToDisplayString());
            return false;
        }

        string? kind = type switch
        {
            { IsStatic: true } => "static",
            { IsRefLikeType: true } => "a ref struct",
            { TypeKind: TypeKind.Interface } when type.FindAttribute(KnownTypes.JsonDerivedType) is null =>
                "an interface without [JsonDerivedType], so that its types are unknown",
            { ContainingType: { } outer } when IsOpenGeneric(outer) => "inside of a generic type",
            { IsGenericType: true } when type.TypeKind == TypeKind.Interface || type.FindAttribute(KnownTypes.JsonDerivedType) is not null =>
                "generic, and one of several types",
            _ => null,
        };
        if (kind is not null)
        {
            context.Report(DiagnosticCatalogue.UnsupportedKind, location, type.Name, kind);
            return false;
        }

        if (type.IsFileLocal)
        {
            context.Report(DiagnosticCatalogue.Inaccessible, location, type.Name, type.Name);
            return false;
        }

        if (!type.IsPartial())
        {
            context.Report(DiagnosticCatalogue.NotPartial, location, type.Name);
            return false;
        }

        return true;
    }

    private static bool IsOpenGeneric(INamedTypeSymbol type) =>
        type.IsGenericType || (type.ContainingType is not null && IsOpenGeneric(type.ContainingType));

    private static void CheckWhole(INamedTypeSymbol type, EquatableArray<MemberModel> members, string? whole, ParseContext context)
    {
        Location? location = type.Locations.FirstOrDefault();
        CheckTimestamps(whole, location, context);
        if (type.TypeKind == TypeKind.Class)
        {
            context.Report(DiagnosticCatalogue.ClassEvent, location, type.Name);
        }

        if (OtherGenerators.Complete(type))
        {
            context.Report(DiagnosticCatalogue.CompletedElsewhere, location, type.Name);
        }

        if (members.Count == 0 && whole is null && context.Errors == 0)
        {
            context.Report(DiagnosticCatalogue.NoMembers, location, type.Name);
        }

        if (new AttachmentCount(context.Nested).Of(members, whole) is var attachments and > AttachmentCount.Limit)
        {
            context.Report(DiagnosticCatalogue.TooManyAttachments, location, type.Name, attachments, AttachmentCount.Limit);
        }

        if (context.BoundedLength > DefaultMaxPayload)
        {
            context.Report(DiagnosticCatalogue.TooLarge, location, type.Name, context.BoundedLength);
        }
    }

    /// <summary>Checks that all derived types have a timestamp or none: the emitter's stamp applies to all events of a name.</summary>
    private static void CheckTimestamps(string? whole, Location? location, ParseContext context)
    {
        if (whole is null)
        {
            return;
        }

        var known = (ObjectModel)context.Nested.First(nested => nested.Name == whole);
        ObjectModel[] types = [.. known.Derived.Select(derived => (ObjectModel)context.Nested.First(nested => nested.Name == derived.Name)), .. known.IsAbstract ? (ObjectModel[])[] : [known]];
        MemberModel[] own = [.. types.SelectMany(static type => type.Members.Where(static member => member is { JsonName: "timestamp", Redaction: not Redaction.Drop }))];
        context.HasTimestamp = own.Length == types.Length;
        if (own.Length > 0 && !context.HasTimestamp)
        {
            context.Report(DiagnosticCatalogue.DuplicateJsonName, location, "the emitter's stamp, which types without a timestamp get", own[0].Name, "timestamp");
        }
    }

    private static void CheckNames(string eventName, string eventNamespace, AttributeData attribute, ParseContext context)
    {
        Location? location = attribute.Location(context.CancellationToken);
        if (eventName.Length == 0)
        {
            context.Report(DiagnosticCatalogue.BadEventName, location, eventName, "it is empty");
        }
        else if (ReservedNames.Contains(eventName))
        {
            context.Report(DiagnosticCatalogue.BadEventName, location, eventName, "Socket.IO reserves it");
        }

        if (eventNamespace.Length == 0 || eventNamespace[0] != '/' || eventNamespace.Any(static c => c is <= ' ' or > '~' or ',' or '?' or '"'))
        {
            context.Report(DiagnosticCatalogue.BadNamespace, location, eventNamespace);
        }
    }

    /// <summary>Nested types are joined by a plus sign, because <c>A.B</c> may also be a type in a namespace.</summary>
    private static string HintName(INamedTypeSymbol type)
    {
        string name = type.IsGenericType && !type.IsDefinition ? $"{SchemaEmission.NameOf(type.GlobalName())}_{Hash(type)}" : type.Name;
        for (INamedTypeSymbol? outer = type.ContainingType; outer is not null; outer = outer.ContainingType)
        {
            name = outer.Name + "+" + name;
        }

        return type.ContainingNamespace.IsGlobalNamespace ? name : $"{type.ContainingNamespace.ToDisplayString().Replace("@", "")}.{name}";
    }

    private static string Hash(INamedTypeSymbol type)
    {
        var hash = TextHash.Start();
        hash.Add(type.GlobalName());
        return hash.Value.ToString("x16", System.Globalization.CultureInfo.InvariantCulture);
    }

    private static EquatableArray<string> Declarations(INamedTypeSymbol type)
    {
        var declarations = new Stack<string>();
        for (INamedTypeSymbol? current = type; current is not null; current = current.ContainingType)
        {
            string keyword = current switch
            {
                { IsRecord: true, IsValueType: true } => "record struct",
                { IsRecord: true } => "record",
                { TypeKind: TypeKind.Struct } => "struct",
                { TypeKind: TypeKind.Interface } => "interface",
                _ => "class",
            };
            string name = SyntaxFacts.GetKeywordKind(current.Name) == SyntaxKind.None ? current.Name : "@" + current.Name;
            string parameters = current.IsGenericType ? $"<{string.Join(", ", current.TypeParameters.Select(static parameter => parameter.Name))}>" : "";
            declarations.Push($"{(current.IsRefLikeType ? "ref " : "")}partial {keyword} {name}{parameters}");
        }

        return new EquatableArray<string>([.. declarations]);
    }
}
