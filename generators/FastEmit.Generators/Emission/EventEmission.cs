using FastEmit.Generators.Model;

namespace FastEmit.Generators.Emission;

/// <summary>Writes the generated file of an event.</summary>
internal sealed class EventEmission
{
    private const string NoInlining =
        "[global::System.Runtime.CompilerServices.MethodImplAttribute(global::System.Runtime.CompilerServices.MethodImplOptions.NoInlining)]";

    /// <summary>The name of an overload of <c>Emit</c> in <see cref="EventModel.TakenNames"/>.</summary>
    public const string StaticEmitName = "static Emit";

    public const string InstanceEmitName = "Emit";

    /// <inheritdoc cref="StaticEmitName"/>
    public const string StaticSeamName = "static Emit(IHookEmitter)";

    /// <inheritdoc cref="StaticEmitName"/>
    public const string InstanceSeamName = "Emit(IHookEmitter)";

    private readonly SourceText _source = new();
    private readonly EventModel _model;
    private readonly MemberModel? _key;
    private readonly string _parameters;
    private readonly string _serializer;
    private readonly string _readonly;

    private EventEmission(EventModel model)
    {
        _model = model;
        _key = model.Members.FirstOrDefault(static member => member.Partition != PartitionKind.None);
        _parameters = model.Whole is null ? string.Concat(model.Members.Select(static m => $", {m.TypeName} {m.ParameterName}")) : $", {model.TypeName} value";
        _serializer = model.SerializerName;
        _readonly = model.IsReadOnly ? "readonly " : "";
    }

    private string Type => _model.TypeName;

    private string ThisArguments => _model.Whole is not null ? ", this" : string.Concat(_model.Members.Select(static m => ", " + m.Of("this")));

    private string DeclaredParameters => string.Concat(_model.Members.Where(IsParameter).Select(DeclareParameter));

    public static string Emit(EventModel model)
    {
        var emission = new EventEmission(model);
        emission.File();
        return emission._source.ToString();
    }

    private void File()
    {
        _source.Head();
        if (_model.Generic == GenericRole.Open)
        {
            Declaration();
            return;
        }

        _source.Line(
            $"[assembly: {RuntimeNames.Contract}({SourceText.Literal(_model.EventName)}, {SourceText.Literal(_model.EventNamespace)}, {SourceText.Literal(SchemaEmission.NameOf(_model.TypeName))}, {SourceText.Literal(SchemaEmission.Emit(_model))})]");
        _source.Line();
        if (_model.Generic == GenericRole.Closed)
        {
            ClosedType();
            return;
        }

        Namespace();
        for (int i = 0; i < _model.Declarations.Count; i++)
        {
            bool isEvent = i == _model.Declarations.Count - 1;
            _source.Open(_model.Declarations[i] + (isEvent ? $" : {RuntimeNames.Event}<{Type}>{(_model.ReaderName is null ? "" : $", {RuntimeNames.Received}<{Type}>")}" : ""));
        }

        Constants();
        if (IsFree(StaticEmitName))
        {
            StaticEmit();
        }

        if (IsFree(StaticSeamName))
        {
            StaticSeam();
        }

        if (IsFree(InstanceEmitName))
        {
            InstanceEmit();
        }

        if (IsFree(InstanceSeamName))
        {
            InstanceSeam();
        }

        AcknowledgedEmit();
        Serialization();
        Interface();
        Serializer();
        Reader();
        foreach (string _ in _model.Declarations)
        {
            _source.Close();
        }

        if (_model.ExtensionAccess is { } access)
        {
            Extensions(access);
        }
    }

    private void Namespace()
    {
        if (_model.CSharpNamespace is not null)
        {
            _source.Line($"namespace {_model.CSharpNamespace};");
            _source.Line();
        }
    }

    /// <summary>Writes the declaration of a generic event. It takes everything that depends on type arguments from the registration of the closed type.</summary>
    private void Declaration()
    {
        Namespace();
        for (int i = 0; i < _model.Declarations.Count; i++)
        {
            bool isEvent = i == _model.Declarations.Count - 1;
            _source.Open(_model.Declarations[i] + (isEvent ? $" : {RuntimeNames.Event}<{Type}>{(_model.ReaderName is null ? "" : $", {RuntimeNames.Received}<{Type}>")}" : ""));
        }

        if (IsFree("EventNamespace"))
        {
            Documented("The Socket.IO namespace.", $"public const string EventNamespace = {SourceText.Literal(_model.EventNamespace)};");
        }

        if (IsFree("Descriptor"))
        {
            Documented("The descriptor that all events of this closed type share.", $"public static {RuntimeNames.Descriptor} Descriptor => {RuntimeNames.Closed}.Descriptor<{Type}>();");
        }
        else
        {
            Attributed($"static {RuntimeNames.Descriptor} {RuntimeNames.Event}<{Type}>.Descriptor => {RuntimeNames.Closed}.Descriptor<{Type}>();");
        }

        if (IsFree(StaticEmitName) && _model.Construction == Construction.Build)
        {
            Documented("Builds an event and queues it.", $"{_model.StaticAccess} static {RuntimeNames.Result} Emit({RuntimeNames.Emitter} emitter{DeclaredParameters}) => emitter.Emit({Creation()});");
        }

        if (IsFree(StaticSeamName))
        {
            StaticSeam();
        }

        if (IsFree(InstanceEmitName))
        {
            Documented("Queues the event.", $"public {_readonly}{RuntimeNames.Result} Emit({RuntimeNames.Emitter} emitter) => emitter.Emit(this);");
        }

        if (IsFree(InstanceSeamName))
        {
            InstanceSeam();
        }

        AcknowledgedEmit();
        Serialization();
        Attributed($"static uint {RuntimeNames.Event}<{Type}>.GetPartition(in {Type} value) => {RuntimeNames.Closed}.GetPartition(in value);");
        Attributed($"static void {RuntimeNames.Event}<{Type}>.WriteOpenPacket(ref {RuntimeNames.Writer} writer, in {Type} value) => {RuntimeNames.Closed}.WriteOpenPacket(ref writer, in value);");
        if (_model.ReaderName is not null)
        {
            Attributed($"static string {RuntimeNames.Received}<{Type}>.ReceivedName => {RuntimeNames.ClosedReceived}.Name<{Type}>();");
            Attributed($"static string {RuntimeNames.Received}<{Type}>.ReceivedNamespace => {RuntimeNames.ClosedReceived}.Namespace<{Type}>();");
            Attributed($"static {Type} {RuntimeNames.Received}<{Type}>.Read(scoped ref global::FastEmit.SocketIO.Events.EventReader reader) => {RuntimeNames.ClosedReceived}.Read<{Type}>(ref reader);");
        }

        foreach (string _ in _model.Declarations)
        {
            _source.Close();
        }
    }

    /// <summary>Writes the wire form of a closed type into a static class, because the declaration of the type itself is open.</summary>
    private void ClosedType()
    {
        _source.Line($"namespace {RuntimeNames.SharedNamespace};");
        _source.Line();
        _source.Line(RuntimeNames.GeneratedCode);
        _source.Open($"internal static class {_model.HintName.Split('.').Last().Replace('+', '_')}");
        _source.Line("[global::System.Runtime.CompilerServices.ModuleInitializerAttribute]");
        _source.Open("internal static void Register()");
        string values = string.Concat(_model.Members.Select(static m => ", " + m.Of("value")));
        _source.Line($"{RuntimeNames.Closed}.Register<{Type}>(");
        _source.Line($"    {_serializer}.Descriptor,");
        _source.Line($"    static (in {Type} value) => {Partition(_key?.Of("value"))},");
        _source.Line($"    static (ref {RuntimeNames.Writer} writer, in {Type} value) => {_serializer}.Write(ref writer{values}));");
        if (_model.ReaderName is not null)
        {
            _source.Line($"{RuntimeNames.ClosedReceived}.Register<{Type}>({SourceText.Literal(_model.EventName)}, {SourceText.Literal(_model.EventNamespace)}, {_model.ReaderName}.Read);");
        }

        _source.Close();
        _source.Line();
        Serializer();
        if (_model.ReaderName is not null)
        {
            _source.Line();
            _source.Append(ReaderEmission.Emit(_model, _model.ReaderName));
        }

        _source.Close();
    }

    /// <summary>Writes extensions that accept derived types as this event. A derived type is not an event by itself.</summary>
    private void Extensions(string access)
    {
        string name = _model.HintName.Substring(_model.CSharpNamespace is null ? 0 : _model.HintName.LastIndexOf('.') + 1).Replace('+', '_');
        _source.Line();
        _source.Line($"/// <summary>Emits a <see cref=\"{Type}\"/> of a derived type.</summary>");
        _source.Line(RuntimeNames.GeneratedCode);
        _source.Open($"{access} static class {name}Emitting");
        foreach (string emitter in (string[])[RuntimeNames.Emitter, RuntimeNames.Seam])
        {
            Documented("Queues the event.", $"public static {RuntimeNames.Result} Emit(this {emitter} emitter, {Type} value) => emitter.Emit<{Type}>(in value);");
            Documented(
                "Queues the event and waits until the server's handler has acknowledged it.",
                $"public static {RuntimeNames.Acknowledged} EmitAsync(this {emitter} emitter, {Type} value, global::System.Threading.CancellationToken cancellationToken = default) => emitter.EmitAsync<{Type}>(in value, cancellationToken);");
        }

        _source.Close();
    }

    private void Constants()
    {
        if (IsFree("EventName"))
        {
            Documented("The Socket.IO event name.", $"public const string EventName = {SourceText.Literal(_model.EventName)};");
        }

        if (IsFree("EventNamespace"))
        {
            Documented("The Socket.IO namespace.", $"public const string EventNamespace = {SourceText.Literal(_model.EventNamespace)};");
        }

        if (IsFree("Descriptor") && !_model.IsInterface)
        {
            Documented("The descriptor that all events of this type share.", $"public static {RuntimeNames.Descriptor} Descriptor => {_serializer}.Descriptor;");
        }
        else
        {
            Attributed($"static {RuntimeNames.Descriptor} {RuntimeNames.Event}<{Type}>.Descriptor => {_serializer}.Descriptor;");
        }
    }

    private void StaticEmit()
    {
        if (_model.Construction == Construction.Impossible || !_model.Members.Any(IsParameter))
        {
            return; // without parameters it would be equal to the instance method
        }

        Summary(
            (_model.Construction == Construction.None ? "Queues an event without building it first." : "Builds an event and queues it.")
            + $" On the wire: <c>{WireSample.Xml(_model)}</c>.");
        _source.Open($"{_model.StaticAccess} static {RuntimeNames.Result} Emit({RuntimeNames.Emitter} emitter{DeclaredParameters})");
        if (_model.Construction == Construction.Build)
        {
            _source.Line($"return emitter.Emit({Creation()});");
        }
        else
        {
            Queue(Partition(_key?.ParameterName), string.Concat(_model.Members.Select(static m => $", {m.ParameterName}")));
        }

        _source.Close();
        _source.Line();
    }

    /// <summary>The interface has no tickets: a test double needs the event itself.</summary>
    private void StaticSeam()
    {
        if (_model.Construction == Construction.Impossible || !_model.CanBuild || !_model.Members.Any(IsParameter))
        {
            return;
        }

        Documented(
            "Builds an event and queues it through the interface, which a test double can implement.",
            $"{_model.StaticAccess} static {RuntimeNames.Result} Emit({RuntimeNames.Seam} emitter{DeclaredParameters}) => emitter.Emit({Creation()});");
    }

    private void InstanceSeam() => Documented(
        "Queues the event through the interface, which a test double can implement.",
        $"public {_readonly}{RuntimeNames.Result} Emit({RuntimeNames.Seam} emitter) => emitter.Emit(this);");

    private void InstanceEmit()
    {
        Summary($"Queues the event. On the wire: <c>{WireSample.Xml(_model)}</c>.");
        _source.Open($"public {_readonly}{RuntimeNames.Result} Emit({RuntimeNames.Emitter} emitter)");
        Queue(Partition(_key?.Of("this")), ThisArguments);
        _source.Close();
        _source.Line();
    }

    private void AcknowledgedEmit()
    {
        if (IsFree("EmitAsync"))
        {
            Documented(
                "Queues the event and waits until the server's handler has acknowledged it.",
                $"public {_readonly}{RuntimeNames.Acknowledged} EmitAsync({RuntimeNames.Emitter} emitter, global::System.Threading.CancellationToken cancellationToken = default) => emitter.EmitAsync(this, cancellationToken);");
            Documented(
                "Queues the event through the interface and waits until the server's handler has acknowledged it.",
                $"public {_readonly}{RuntimeNames.Acknowledged} EmitAsync({RuntimeNames.Seam} emitter, global::System.Threading.CancellationToken cancellationToken = default) => emitter.EmitAsync(this, cancellationToken);");
        }
    }

    private void Serialization()
    {
        if (IsFree("Serialize"))
        {
            Documented(
                "Writes the event's data, a JSON object, without packet and stamps.",
                $"public {_readonly}void Serialize(global::System.Buffers.IBufferWriter<byte> output) => {RuntimeNames.Serializer}.Serialize(this, output);");
        }

        if (IsFree("TrySerialize"))
        {
            Documented(
                "Writes the event's data, a JSON object, without packet and stamps; false when it does not fit.",
                $"public {_readonly}bool TrySerialize(global::System.Span<byte> destination, out int bytesWritten) => {RuntimeNames.Serializer}.TrySerialize(this, destination, out bytesWritten);");
        }
    }

    private void Interface()
    {
        string values = _model.Whole is not null ? ", value" : string.Concat(_model.Members.Select(static m => ", " + m.Of("value")));
        Attributed($"static uint {RuntimeNames.Event}<{Type}>.GetPartition(in {Type} value) => {Partition(_key?.Of("value"))};");
        _source.Line(RuntimeNames.GeneratedCode);
        _source.Line($"static void {RuntimeNames.Event}<{Type}>.WriteOpenPacket(ref {RuntimeNames.Writer} writer, in {Type} value) =>");
        _source.Line($"    {_serializer}.Write(ref writer{values});");
        _source.Line();
    }

    private void Reader()
    {
        if (_model.ReaderName is not { } reader)
        {
            return;
        }

        _source.Line();
        Attributed($"static string {RuntimeNames.Received}<{Type}>.ReceivedName => {SourceText.Literal(_model.EventName)};");
        Attributed($"static string {RuntimeNames.Received}<{Type}>.ReceivedNamespace => {SourceText.Literal(_model.EventNamespace)};");
        Attributed($"static {Type} {RuntimeNames.Received}<{Type}>.Read(scoped ref global::FastEmit.SocketIO.Events.EventReader reader) => {reader}.Read(ref reader);");
        _source.Append(ReaderEmission.Emit(_model, reader));
    }

    /// <summary>Writes a nested class. It takes only one name of the user's type, and it can access the type's private members.</summary>
    private void Serializer()
    {
        _source.Line(RuntimeNames.GeneratedCode);
        _source.Open($"private static class {_serializer}");
        _source.Line(
            $"internal static readonly {RuntimeNames.Descriptor} Descriptor = {RuntimeNames.Descriptor}.Create({SourceText.Literal(_model.EventName)}, {SourceText.Literal(_model.EventNamespace)}, hasTimestamp: {(_model.HasTimestamp ? "true" : "false")});");
        _source.Line();
        string[] names = _model.Whole is null ? [.. _model.Members.Select(static member => member.ParameterName)] : ["value"];
        var body = new JsonBody(new NameScope(["writer", "at", .. names]));
        body.Literal(WireSample.OpenPacket(_model));
        string? version = _model.VersionJson is { } number ? $"\"{EventModel.VersionName}\":{number}" : null;
        if (_model.Whole is null)
        {
            body.Members(_model.Members, static member => member.ParameterName, version);
        }
        else
        {
            body.Open(_model.Whole, "value", version);
        }

        string[] lines = [.. body.Complete()];
        _source.Line(NoInlining);
        _source.Open($"internal static void Write(ref {RuntimeNames.Writer} writer{_parameters})");
        CheckType();
        _source.Line($"ref byte at = ref writer.Reserve({body.Total});");
        _source.Append(lines);
        _source.Line("writer.Commit(ref at);");
        _source.Line("#if DEBUG");
        _source.Line("Descriptor.CheckFirst(in writer);");
        _source.Line("#endif");
        _source.Close();
        _source.Line();
        foreach (NestedModel nested in _model.Nested.Where(static nested => !nested.IsShared))
        {
            NestedEmission.Emit(_source, nested);
            _source.Line();
        }

        _source.Close();
    }

    /// <summary>Throws for a value of an unknown derived type: receivers could not distinguish it from the others.</summary>
    private void CheckType()
    {
        if (_model.Types is { IsAbstract: true } types)
        {
            string[] known = [.. types.Derived.Select(static derived => derived.TypeName)];
            _source.Open($"if (value is not ({string.Join(" or ", known)}))");
            _source.Line(
                $"throw new global::System.ArgumentException($\"The event '{_model.EventName.Replace("{", "{{").Replace("}", "}}").Replace("\"", "\\\"")}' has no [JsonDerivedType] for '{{value?.GetType().ToString() ?? \"null\"}}'; it has {string.Join(", ", known.Select(static name => name.Replace("global::", "")))}.\", nameof(value));");
            _source.Close();
            _source.Line();
        }
        else if (_model.Whole is not null)
        {
            _source.Line("global::System.ArgumentNullException.ThrowIfNull(value);");
        }
    }

    private void Queue(string partition, string arguments)
    {
        _source.Line($"var ticket = emitter.Begin({_serializer}.Descriptor, {partition});");
        _source.Open("if (!ticket.IsAccepted)");
        _source.Line("return ticket.Result;");
        _source.Close();
        _source.Line();
        _source.Line($"var writer = {RuntimeNames.Writer}.Rent();");
        _source.Line($"{_serializer}.Write(ref writer{arguments});");
        _source.Line("return ticket.Commit(ref writer);");
    }

    private string Creation()
    {
        string arguments = string.Join(", ", _model.Members
            .Where(static m => m.Origin == MemberOrigin.ConstructorParameter)
            .Select(static m => m.Passing + m.ParameterName));
        string settable = string.Join(", ", _model.Members
            .Where(static m => m.Origin == MemberOrigin.Settable)
            .Select(static m => $"{m.Name} = {m.ParameterName}"));
        return $"new {Type}({arguments})" + (settable.Length == 0 ? "" : $" {{ {settable} }}");
    }

    private bool IsParameter(MemberModel member) => _model.Construction == Construction.None || member.Origin != MemberOrigin.Computed;

    /// <summary>Repeats a default value only if all later parameters have one too.</summary>
    private string DeclareParameter(MemberModel member)
    {
        bool isOptional = _model.Members.Where(IsParameter).Reverse().TakeWhile(static m => m.DefaultValue is not null).Contains(member);
        return $", {member.TypeName} {member.ParameterName}{(isOptional ? $" = {member.DefaultValue}" : "")}";
    }

    private string Partition(string? expression) => _key?.Partition switch
    {
        PartitionKind.Direct => $"{RuntimeNames.Hash}.Of({expression})",
        PartitionKind.NullableDirect => $"{RuntimeNames.Hash}.Of({expression}.GetValueOrDefault())",
        PartitionKind.Integer => $"{RuntimeNames.Hash}.Of(unchecked((ulong){expression}))",
        PartitionKind.NullableInteger => $"{RuntimeNames.Hash}.Of(unchecked((ulong){expression}.GetValueOrDefault()))",
        _ => $"{_serializer}.Descriptor.DefaultPartition",
    };

    private bool IsFree(string name) => !_model.TakenNames.Contains(name);

    private void Documented(string summary, string declaration)
    {
        Summary(summary);
        _source.Line(declaration);
        _source.Line();
    }

    private void Attributed(string declaration)
    {
        _source.Line(RuntimeNames.GeneratedCode);
        _source.Line(declaration);
        _source.Line();
    }

    private void Summary(string text)
    {
        _source.Line($"/// <summary>{text}</summary>");
        _source.Line(RuntimeNames.GeneratedCode);
    }
}
