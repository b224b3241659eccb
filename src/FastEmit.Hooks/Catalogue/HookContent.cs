namespace FastEmit.Hooks.Catalogue;

/// <summary>Writes the members of an event's data.</summary>
internal delegate void HookContent(ref DataWriter data);
