using System.Collections.Immutable;
using FastEmit.Generators.Diagnostics;
using FastEmit.Generators.Model;
using FastEmit.Generators.Syntax;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;

namespace FastEmit.Generators.Parsing;

/// <summary>Reads the members of an event or of a nested object.</summary>
internal sealed class MemberParser
{
    /// <summary>The names of the generated methods' own parameters and variables.</summary>
    private static readonly string[] Locals = ["emitter", "ticket", "writer", "at"];

    private static readonly string[] OwnAttributes =
    [
        KnownTypes.PartitionKey, KnownTypes.Redact, KnownTypes.MaxLength, KnownTypes.Timestamp, KnownTypes.RawJson,
        KnownTypes.Utf8Text, KnownTypes.Attachment, KnownTypes.EventConverter,
    ];

    private readonly INamedTypeSymbol _type;
    private readonly ParseContext _context;
    private readonly MemberRole _role;
    private readonly Location? _fallback;
    private readonly Dictionary<string, IParameterSymbol> _parameters;
    private string? _key;
    private readonly HashSet<string> _ambiguous = new(StringComparer.Ordinal);
    private readonly HashSet<ISymbol> _hidden = new(SymbolEqualityComparer.Default);
    private readonly Dictionary<string, ISymbol> _jsonNames = new(StringComparer.Ordinal);
    private readonly HashSet<string> _parameterNames = new(Locals, StringComparer.Ordinal);

    private MemberParser(INamedTypeSymbol type, ParseContext context, MemberRole role, Location? fallback)
    {
        _type = type;
        _context = context;
        _role = role;
        _fallback = fallback;
        _parameters = type.IsTupleType ? [] : ConstructorParser.Find(type).Parameters;
    }

    private bool IsEvent => _role == MemberRole.Event;

    /// <summary>The members: constructor parameters in their order, then the others from the base type down.</summary>
    public static EquatableArray<MemberModel> Parse(INamedTypeSymbol type, ParseContext context, MemberRole role, Location? fallback) =>
        new MemberParser(type, context, role, fallback).Parse();

    /// <summary>The model of a constructor parameter, without its wire form.</summary>
    public static MemberModel Parameter(IParameterSymbol parameter) => new(
        Escape(parameter.Name),
        Through: null,
        Escape(Locals.Contains(parameter.Name) ? parameter.Name + "Value" : char.ToLowerInvariant(parameter.Name[0]) + parameter.Name.Substring(1)),
        parameter.Type.AnnotatedName(),
        parameter.Name,
        Order: 0,
        new ScalarValue(ScalarKind.RawJson),
        CanBeNull: false,
        WriteCondition.Always,
        Redaction.None,
        PartitionKind.None,
        MemberOrigin.ConstructorParameter,
        parameter.RefKind switch { RefKind.Ref => "ref ", RefKind.In or RefKind.RefReadOnlyParameter => "in ", _ => "" },
        ParameterDefaults.Format(parameter),
        IsRequired: false,
        AdmitsNull: true,
        Summary: null);

    private EquatableArray<MemberModel> Parse()
    {
        var members = ImmutableArray.CreateBuilder<MemberModel>();
        foreach (ISymbol member in Candidates().OrderBy(Rank))
        {
            _context.CancellationToken.ThrowIfCancellationRequested();
            if (Member(member) is { } model)
            {
                members.Add(model);
            }
        }

        return new EquatableArray<MemberModel>(members.ToImmutable());
    }

    private int Rank(ISymbol member) => _parameters.TryGetValue(member.Name, out IParameterSymbol? parameter) ? parameter.Ordinal : int.MaxValue;

    /// <summary>Properties and fields that may be written. A member that hides or overrides another one takes its position.</summary>
    private IEnumerable<ISymbol> Candidates()
    {
        if (_type.IsTupleType)
        {
            return _type.TupleElements; // by their names in the source, or Item1 and so on
        }

        var places = new Dictionary<string, int>(StringComparer.Ordinal);
        var found = new List<ISymbol>();
        foreach (INamedTypeSymbol type in Levels())
        {
            foreach (ISymbol member in type.GetMembers())
            {
                if (member is not (IPropertySymbol or IFieldSymbol) || member.IsStatic || member.IsImplicitlyDeclared && member is IFieldSymbol || !IsWritten(member))
                {
                    continue;
                }

                if (!places.TryGetValue(member.Name, out int place))
                {
                    places.Add(member.Name, found.Count);
                    found.Add(member);
                    continue;
                }

                if (_type.TypeKind == TypeKind.Interface)
                {
                    _ambiguous.Add(member.Name);
                }
                else if (LeavesVisible(member, found[place]))
                {
                    _hidden.Add(found[place]);
                    places[member.Name] = found.Count;
                    found.Add(member);
                    continue;
                }

                found[place] = member;
            }
        }

        return found;
    }

    /// <summary>
    /// Whether System.Text.Json writes a hidden member too: when the two have different JSON names, or when the hiding one is
    /// ignored without overriding it.
    /// </summary>
    private bool LeavesVisible(ISymbol member, ISymbol hidden)
    {
        var attributes = new MemberAttributes(member, parameter: null);
        bool isIgnored = attributes.Find(KnownTypes.JsonIgnore) is { } ignore && (ignore.NamedArguments.IsEmpty || ignore.NamedArgument<int>("Condition") == 1);
        return isIgnored ? !member.IsOverride : NameOf(member) != NameOf(hidden);

        string NameOf(ISymbol symbol) => symbol.FindAttribute(KnownTypes.JsonPropertyName)?.FirstArgument<string>() ?? JsonNaming.Convert(symbol.Name, _context.Naming);
    }

    private IEnumerable<INamedTypeSymbol> Levels() => _type.TypeKind == TypeKind.Interface
        ? _type.AllInterfaces.OrderBy(static level => level.AllInterfaces.Length).Append(_type) // hiding members come after hidden ones
        : _type.WithBases().Reverse();

    private bool IsWritten(ISymbol member)
    {
        var attributes = new MemberAttributes(member, parameter: null);
        if (member is IPropertySymbol property)
        {
            bool readable = !property.IsIndexer && property.GetMethod is not null && property.ExplicitInterfaceImplementations.IsEmpty;
            bool visible = property.DeclaredAccessibility == Accessibility.Public && property.GetMethod?.DeclaredAccessibility == Accessibility.Public;
            if (readable && (visible || attributes.Has(KnownTypes.JsonInclude)))
            {
                return true;
            }

            if (property.DeclaredAccessibility == Accessibility.Public && property.GetMethod is null)
            {
                Ignored(member, "it has no getter");
            }
            else if (OwnAttributes.Any(attributes.Has))
            {
                Ignored(member, "only public properties are written, and others with [JsonInclude]");
            }

            return false;
        }

        if (attributes.Has(KnownTypes.JsonInclude))
        {
            return true;
        }

        if (member.DeclaredAccessibility == Accessibility.Public || OwnAttributes.Any(attributes.Has))
        {
            Ignored(member, "fields are written only with [JsonInclude]");
        }

        return false;
    }

    private MemberModel? Member(ISymbol member)
    {
        ITypeSymbol type = member is IPropertySymbol property ? property.Type : ((IFieldSymbol)member).Type;
        bool isHidden = _hidden.Contains(member);
        IParameterSymbol? parameter = null;
        if (!isHidden)
        {
            _parameters.TryGetValue(member.Name, out parameter);
        }

        var attributes = new MemberAttributes(member, parameter ?? (_type.IsTupleType ? null : PrimaryParameter(member)));
        Redaction redaction = Redact(attributes);
        PartitionKind partition = IsEvent ? Partition(member, type, attributes) : PartitionKind.None;
        if (_role == MemberRole.OneOfSeveral && attributes.Has(KnownTypes.PartitionKey) && !SymbolEqualityComparer.Default.Equals(member.ContainingType, _context.EventType))
        {
            _context.Report(
                DiagnosticCatalogue.AttributeWithoutEffect, Location(member), "PartitionKey", member.Name, $"the key of an event of several types is a member of '{_context.EventType.Name}'");
        }

        if (IgnoreCondition(member, type, attributes) is not { } condition)
        {
            redaction = Redaction.Drop;
            condition = WriteCondition.Always;
        }

        if (redaction == Redaction.Drop && partition == PartitionKind.None)
        {
            return null;
        }

        string jsonName = JsonName(member, attributes);
        bool isExtension = redaction == Redaction.None && attributes.Has(KnownTypes.JsonExtensionData);
        if (redaction != Redaction.Drop && !isExtension)
        {
            CheckName(member, jsonName);
        }

        if (!IsReachable(member, type))
        {
            return null;
        }

        Hint(member, type, attributes);
        ValueModel? value = redaction is Redaction.Mask or Redaction.Drop ? new ScalarValue(ScalarKind.String)
            : isExtension ? Extension(member, type, attributes)
            : Value(member, type, attributes);
        if (value is null)
        {
            return null;
        }

        return new MemberModel(
            Escape(member.Name),
            isHidden || _ambiguous.Contains(member.Name) ? member.ContainingType.GlobalName() : null,
            ParameterName(member.Name),
            IsEvent ? type.AnnotatedName() : type.GlobalName(),
            jsonName,
            value is ExtensionValue ? int.MaxValue : attributes.Find(KnownTypes.JsonPropertyOrder)?.FirstArgument<int>() ?? 0,
            value,
            type.IsReferenceType || type.OriginalDefinition.SpecialType == SpecialType.System_Nullable_T,
            condition,
            redaction,
            partition,
            isHidden ? MemberOrigin.Computed : Origin(member, parameter),
            parameter?.RefKind switch { RefKind.Ref => "ref ", RefKind.In or RefKind.RefReadOnlyParameter => "in ", _ => "" },
            ParameterDefaults.Format(parameter),
            member is IPropertySymbol { IsRequired: true } or IFieldSymbol { IsRequired: true },
            type.AdmitsNull(),
            DocSummary.Of(member, _context.CancellationToken));
    }

    private bool IsReachable(ISymbol member, ITypeSymbol type)
    {
        ISymbol? hidden = !_context.CanReach(type) ? type
            : !_context.CanReach(member, _type) || member is IPropertySymbol { GetMethod: { } getter } && !_context.CanReach(getter, _type) || IsForbidden(member) ? member
            : null;
        if (hidden is not null)
        {
            _context.Report(DiagnosticCatalogue.Inaccessible, Location(member), hidden.Name, _context.EventType.Name);
        }

        return hidden is null;
    }

    /// <summary>Whether reading it is a compiler error.</summary>
    private static bool IsForbidden(ISymbol member) =>
        member.FindAttribute("System.ObsoleteAttribute") is { ConstructorArguments: { Length: 2 } arguments } && arguments[1].Value is true;

    private ValueModel? Value(ISymbol member, ITypeSymbol type, MemberAttributes attributes)
    {
        int errors = _context.Errors;
        var numbers = (NumberHandling)(attributes.Find(KnownTypes.JsonNumberHandling)?.FirstArgument<int>()
            ?? _type.FindAttribute(KnownTypes.JsonNumberHandling)?.FirstArgument<int>() ?? 0) & (NumberHandling.NamedFloats | NumberHandling.WriteAsString);
        ValueModel? value = new ValueParser(_context, attributes, member.Name, numbers, Location(member)).Parse(type);
        if (value is null && _context.Errors == errors && !_context.IsTooDeep)
        {
            _context.Report(
                DiagnosticCatalogue.NotSerializable, Location(member), member.Name, _type.Name, type.ToDisplayString(SymbolDisplayFormat.MinimallyQualifiedFormat));
        }

        return value;
    }

    /// <summary>The extension data as in System.Text.Json: a JsonObject, or a dictionary of strings to JSON. Any other type is written as a member.</summary>
    private ValueModel? Extension(ISymbol member, ITypeSymbol type, MemberAttributes attributes)
    {
        var values = new ValueParser(_context, attributes, member.Name, NumberHandling.None, Location(member));
        if (new CollectionParser(_context, values, Location(member)).Parse(type) is DictionaryValue
            {
                Key: ScalarValue { Kind: ScalarKind.String },
                Value: ScalarValue { Kind: ScalarKind.JsonElement or ScalarKind.JsonNode } or NullableValue { Inner: ScalarValue { Kind: ScalarKind.JsonElement } },
            } pairs)
        {
            return new ExtensionValue(pairs);
        }

        _context.Report(
            DiagnosticCatalogue.UnsupportedJsonAttribute, Location(member), "JsonExtensionData", member.Name, " unless it is a JsonObject or a dictionary of string to JsonElement or JsonNode");
        return Value(member, type, attributes);
    }

    /// <summary>When the member is written; null for never.</summary>
    private WriteCondition? IgnoreCondition(ISymbol member, ITypeSymbol type, MemberAttributes attributes)
    {
        if (attributes.Find(KnownTypes.JsonIgnore) is not { } attribute)
        {
            return WriteCondition.Always;
        }

        bool canBeNull = type.IsReferenceType || type.OriginalDefinition.SpecialType == SpecialType.System_Nullable_T;
        switch (attribute.NamedArguments.IsEmpty ? 1 : attribute.NamedArgument<int>("Condition"))
        {
            case 1 or 4: // Always, WhenWriting
                return null;
            case 2: // WhenWritingDefault
                return canBeNull ? WriteCondition.NotNull : WriteCondition.NotDefault;
            case 3 when canBeNull: // WhenWritingNull
                return WriteCondition.NotNull;
            case 3:
                _context.Report(DiagnosticCatalogue.UnsupportedJsonAttribute, Location(member), "JsonIgnore(WhenWritingNull)", member.Name, ": the member cannot be null");
                return WriteCondition.Always;
            default:
                return WriteCondition.Always;
        }
    }

    private string JsonName(ISymbol member, MemberAttributes attributes)
    {
        bool isTimestamp = _role != MemberRole.Nested && attributes.Has(KnownTypes.Timestamp);
        string name = attributes.Find(KnownTypes.JsonPropertyName)?.FirstArgument<string>()
            ?? (isTimestamp ? "timestamp" : JsonNaming.Convert(member.Name, _context.Naming));
        _context.HasTimestamp |= IsEvent && (isTimestamp || name == "timestamp");
        return name;
    }

    private void CheckName(ISymbol member, string jsonName)
    {
        if (_jsonNames.TryGetValue(jsonName, out ISymbol? other))
        {
            _context.Report(DiagnosticCatalogue.DuplicateJsonName, Location(member), other.Name, member.Name, jsonName);
            return;
        }

        _jsonNames.Add(jsonName, member);
    }

    private void Hint(ISymbol member, ITypeSymbol type, MemberAttributes attributes)
    {
        AttributeChecks.Run(member.Name, type, attributes, Location(member), _context);
        if (type.SpecialType == SpecialType.System_String && !attributes.Has(KnownTypes.Redact) && SecretNames.Looks(member.Name))
        {
            _context.Report(DiagnosticCatalogue.LooksSecret, Location(member), member.Name);
        }
    }

    private static Redaction Redact(MemberAttributes attributes) => attributes.Find(KnownTypes.Redact) is not { } attribute
        ? Redaction.None
        : attribute.FirstArgument<int>() switch { 1 => Redaction.Hash, 2 => Redaction.Drop, _ => Redaction.Mask };

    private PartitionKind Partition(ISymbol member, ITypeSymbol type, MemberAttributes attributes)
    {
        if (!attributes.Has(KnownTypes.PartitionKey))
        {
            return PartitionKind.None;
        }

        if (_key is not null)
        {
            _context.Report(DiagnosticCatalogue.AttributeWithoutEffect, Location(member), "PartitionKey", member.Name, $"'{_key}' is the key already");
            return PartitionKind.None;
        }

        _key = member.Name;

        bool isNullable = type.OriginalDefinition.SpecialType == SpecialType.System_Nullable_T;
        ITypeSymbol inner = isNullable ? ((INamedTypeSymbol)type).TypeArguments[0] : type;
        ScalarKind? kind = inner is INamedTypeSymbol { TypeKind: TypeKind.Enum } ? ScalarKind.Int32 : ScalarTypes.Find(inner);
        switch (kind)
        {
            case ScalarKind.String:
                return PartitionKind.Direct;
            case ScalarKind.Guid:
                return isNullable ? PartitionKind.NullableDirect : PartitionKind.Direct;
            case ScalarKind.Int32 or ScalarKind.UInt32 or ScalarKind.Int64 or ScalarKind.UInt64 or ScalarKind.Char:
                return isNullable ? PartitionKind.NullableInteger : PartitionKind.Integer;
            default:
                Ignored(member, "a partition key is a string, a Guid, an integer of up to 64 bits, a char or an enum");
                return PartitionKind.None;
        }
    }

    private static MemberOrigin Origin(ISymbol member, IParameterSymbol? parameter)
    {
        if (parameter is not null)
        {
            return MemberOrigin.ConstructorParameter;
        }

        return member is IFieldSymbol { IsReadOnly: false } || member is IPropertySymbol { SetMethod.DeclaredAccessibility: Accessibility.Public or Accessibility.Internal }
            ? MemberOrigin.Settable
            : MemberOrigin.Computed;
    }

    /// <summary>The primary constructor parameter of a base type's member without a constructor parameter in the type itself.</summary>
    private static IParameterSymbol? PrimaryParameter(ISymbol member) =>
        member.ContainingType.InstanceConstructors
            .SelectMany(static constructor => constructor.Parameters)
            .FirstOrDefault(parameter => parameter.Name == member.Name);

    private string ParameterName(string memberName)
    {
        string name = char.ToLowerInvariant(memberName[0]) + memberName.Substring(1);
        while (!_parameterNames.Add(name))
        {
            name += "Value"; // documented: Emitter becomes emitterValue
        }

        return Escape(name);
    }

    private static string Escape(string name) => SyntaxFacts.GetKeywordKind(name) == SyntaxKind.None ? name : "@" + name;

    private void Ignored(ISymbol member, string reason) => _context.Report(DiagnosticCatalogue.MemberIgnored, Location(member), member.Name, reason);

    private Location? Location(ISymbol member) => member.Locations.FirstOrDefault(location =>
        location.SourceTree is { } tree && _context.Compilation.ContainsSyntaxTree(tree)) ?? _fallback; // the member may have source in a referenced project
}
