using System.Text.Json.Nodes;
using Audit.Certify;
using Audit.Records.Items;

namespace Audit.Studies.Driving;

/// <summary>A study with everything loaded: the records of some images. This is all that a kind of study adds to the
/// driver.</summary>
public abstract class StudyWork
{
    /// <summary>The study.</summary>
    public abstract Study Study { get; }

    /// <summary>What is being done, in a word or two.</summary>
    public virtual string Title => Study.Command;

    /// <summary>The items of the whole run, in order.</summary>
    public abstract IReadOnlyList<int> Indexes { get; }

    /// <summary>True class of an item, as the data has it.</summary>
    public abstract int Label(int index);

    /// <summary>Items whose records are made together. Blocks are counted from the first item of the run.</summary>
    public virtual int BlockSize => 1;

    /// <summary>Whether a record may depend on the other items of its block, if only in its last bits: a block is then always
    /// made as a whole.</summary>
    public virtual bool BlocksMatter => false;

    /// <summary>Space that an item takes beside its line, at most.</summary>
    public virtual long BytesPerItem => 0;

    /// <summary>A kind of record that is counted while the study runs, and its name; null for none.</summary>
    public virtual (string Name, Func<ItemRecord, bool> Is)? Tally => null;

    /// <summary>What takes part of the votes again, where there are votes.</summary>
    public virtual IReadOnlyList<Recount> Recounts => [];

    /// <summary>How the run is carried out: what cannot change its answers.</summary>
    public abstract JsonObject How { get; }

    /// <summary>What is left to do once every item of the run, or of its shard, is recorded; done again, it does the
    /// same.</summary>
    /// <param name="folder">The run's folder.</param>
    /// <param name="records">All records.</param>
    public virtual void Finish(string folder, IReadOnlyList<ItemRecord> records)
    {
    }

    /// <summary>The records of a block's items, in order.</summary>
    public abstract IReadOnlyList<ItemRecord> Records(Block block);
}
