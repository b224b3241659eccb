using FastEmit.Buffers;

namespace FastEmit.Tests.Buffers.Model;

/// <summary>The ring's own code over the model's memory.</summary>
internal sealed class ModelRing(RingMemory memory, ModelReplay replay) : Ring<ModelAccess>(
    memory, new ModelAccess(replay), replay.Fault == ModelFault.NoSpareUnit ? 0 : RecordHeader.Alignment);
