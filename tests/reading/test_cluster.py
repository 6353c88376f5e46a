"""Reading on a cluster of several processes gives what one process gives."""

from __future__ import annotations

from pathlib import Path

import pytest

from kizuna.reading.cluster import _split, map_documents
from kizuna.reading.corpus import Settings, read_files


@pytest.mark.slow
def test_a_cluster_gives_what_one_process_gives(tmp_path: Path) -> None:
    distributed = pytest.importorskip("distributed", reason="needs kizuna[cluster]")
    for number in range(12):
        (tmp_path / f"{number:02}.txt").write_text(
            f"Japan and Australia held a joint exercise on {number + 1} May 2019.\n\n"
            "Chile and Latvia signed a visiting forces agreement on 7 January 2022.\n",
            encoding="utf-8",
        )
    (tmp_path / "12.pdf").write_bytes(b"no PDF at all")
    paths, settings = sorted(tmp_path.iterdir()), Settings()
    local = list(read_files(paths, settings))
    with (
        distributed.LocalCluster(
            n_workers=2, threads_per_worker=1, processes=True, dashboard_address=None
        ) as cluster,
        distributed.Client(cluster) as client,
    ):
        assert len(client.scheduler_info()["workers"]) == 2
        spread = list(map_documents(paths, settings, client=client, partitions=5))
    assert spread == local
    assert sum(len(result.found) for result in spread) == 24
    assert spread[-1].error


@pytest.mark.parametrize(("files", "partitions"), [(0, 3), (1, 3), (7, 3), (7, 100), (7, 0)])
def test_partitions_hold_every_file_once_and_in_order(files: int, partitions: int) -> None:
    paths = [Path(str(number)) for number in range(files)]
    parts = _split(paths, partitions)
    assert [path for part in parts for path in part] == paths
    assert all(parts)
