using FastEmit.Events;

[assembly: HookEventDefaults(Naming = EventNaming.SnakeCase)]
