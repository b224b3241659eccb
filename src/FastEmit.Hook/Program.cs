using FastEmit.Hooks;

return HookProcess.Run(args);
