"""The files that an installer copies: that they say what their programs understand, and agree with each other and with the project."""

import itertools
import json
import re
import shlex
import shutil
import subprocess
import sys
from pathlib import Path

import kubernetes_validate
import pytest
import yaml
from uvicorn.main import main

from fenjin import __version__, settings
from fenjin.data import store
from fenjin.data.database import Database
from fenjin.paths import ROOT
from fenjin.server import health
from tests import spark
from tests.client import Visit, run_visit
from tests.process.test_workers import ask, worker_of
from tests.server import serve, wait_for
from tests.tools import needs
from tests.workers import NGINX, front, several

DEPLOY = ROOT / "deploy"
UNIT = (DEPLOY / "systemd" / "fenjin@.service").read_text().replace("\\\n", "")
DOCKERFILE = (DEPLOY / "Dockerfile").read_text().replace("\\\n", "")
ANALYZE = shutil.which("systemd-analyze")
CLUSTER, KUBERNETES = DEPLOY / "cluster", DEPLOY / "kubernetes"
COMPOSED = yaml.safe_load((CLUSTER / "compose.yaml").read_text())
SERVICES = COMPOSED["services"]
SPARK = [name for name in SERVICES if name.startswith("spark")]
DASHBOARDS = [name for name in SERVICES if name.startswith("dashboard")]
MANIFESTS = {
    str(path.relative_to(KUBERNETES)): list(yaml.safe_load_all(path.read_text()))
    for path in sorted(KUBERNETES.rglob("*.yaml"))
    if path.name != "kustomization.yaml"
}
KUBECTL = shutil.which("kubectl")
STORE = "/store"
needs_systemd = pytest.mark.skipif(not ANALYZE, reason="this machine has no systemd-analyze, which comes with systemd")


def directive(name):
    """The value of a directive of the unit, of worker 1."""
    (value,) = re.findall(rf"(?m)^{name}=(.*)$", UNIT)
    return value.replace("%i", "1")


def stage(name):
    """The lines of a target of the images."""
    return DOCKERFILE.split(f"AS {name}\n")[1].split("\nFROM ")[0]


def command():
    """What starts the container of a worker."""
    worker = stage("worker")
    return re.findall(r'"([^"]*)"', re.findall(r"(?m)^CMD (.*)$", worker)[-1])


def options(words):
    """The options of a command of uvicorn that take a value, by name."""
    return {name: value for name, value in itertools.pairwise(words) if name.startswith("--")}


@needs_systemd
def test_systemd_understands_the_unit(tmp_path):
    # As if the program were installed where the unit expects it, and its user there.
    unit = UNIT.replace("/opt/fenjin/current/.venv/bin/uvicorn", "/bin/true").replace("/opt/fenjin/current", "/tmp")
    unit = unit.replace("+/usr/bin/curl", "+/bin/true").replace("=fenjin\n", "=root\n")
    (tmp_path / "fenjin@.service").write_text(unit)
    asked = [ANALYZE, "verify", "--man=no", str(tmp_path / "fenjin@.service")]
    done = subprocess.run(asked, capture_output=True, text=True, check=False)
    assert (done.returncode, done.stderr) == (0, "")


@needs_systemd
def test_a_worker_may_do_next_to_nothing():
    asked = [ANALYZE, "security", "--offline=yes", "--no-pager", "--threshold=10", str(DEPLOY / "systemd" / "fenjin@.service")]
    done = subprocess.run(asked, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stdout


@pytest.mark.parametrize("words", [shlex.split(directive("ExecStart")), command()], ids=["unit", "container"])
def test_the_server_understands_how_it_is_started(words):
    assert words[0].endswith(".venv/bin/uvicorn")
    understood = main.make_context("uvicorn", list(words[1:])).params
    assert understood["app"] == "asgi:app"
    assert understood["access_log"] is False
    assert understood["http"] == "fenjin.server.heads:Heads", "a silent or endless request would stay for ever"
    (kept,) = re.findall(r"(?m)^\s*keepalive_timeout (\d+)s;", (DEPLOY / "nginx" / "fenjin-workers.conf").read_text())
    assert int(kept) < understood["timeout_keep_alive"]


def test_workers_listen_where_nginx_and_the_check_ask():
    started = options(shlex.split(directive("ExecStart")))
    servers = re.findall(r"(?m)^server ([\d.]+):(\d+) ", (DEPLOY / "nginx" / "fenjin-servers.conf").read_text())
    assert servers == [("127.0.0.1", "8501"), ("127.0.0.1", "8502")]
    assert (started["--host"], started["--port"]) == servers[0]
    assert f"http://127.0.0.1:{started['--port']}/_stcore/health" in directive("ExecStartPost")
    (operations,) = re.findall(r"(?m)^Environment=(FENJIN_OPERATIONS)=(.*)$", UNIT)
    assert settings.read({operations[0]: operations[1].replace("%i", "1")}).operations == ("127.0.0.1", 9091)


def test_containers_listen_where_nginx_and_the_check_ask():
    started = options(command())
    compose = (DEPLOY / "compose.yaml").read_text()
    addresses = dict(re.findall(r"(?s)\n  (worker-\d|nginx):\n.*?ipv4_address: ([\d.]+)", compose))
    servers = re.findall(r"(?m)^server ([\d.]+):(\d+) ", (DEPLOY / "nginx" / "compose-servers.conf").read_text())
    assert servers == [(addresses["worker-1"], started["--port"]), (addresses["worker-2"], started["--port"])]
    assert started["--forwarded-allow-ips"] == addresses["nginx"]
    assert f"http://127.0.0.1:{started['--port']}/_stcore/health" in DOCKERFILE


def test_nothing_that_installs_is_in_an_image_or_a_release():
    copied = set(re.findall(r"COPY --from=([\w-]+) /opt/fenjin/\.venv", DOCKERFILE))
    assert len(copied) == 2
    for name in copied:
        assert stage(name).rstrip().endswith("pip uninstall --yes setuptools pip"), name
    assert "pip uninstall --yes setuptools pip" in (ROOT / "docs" / "install.md").read_text()


def test_the_image_has_all_that_a_page_needs(tmp_path):
    folder = tmp_path / "image"
    sent = [line for line in (ROOT / ".dockerignore").read_text().splitlines() if line.startswith("!")]
    for line in re.findall(r"(?m)^COPY (?!--from)(.*)$", DOCKERFILE):
        *sources, target = line.split()
        for source in sources:
            assert any(f"!{source}/".startswith(f"{each}/") for each in sent), f"{source} does not reach the builder"
            assert (ROOT / source).exists(), source
            if target.startswith("/") or source.startswith("requirements"):
                continue
            place = folder / target / Path(source).name if target.endswith("/") else folder / target
            place.parent.mkdir(parents=True, exist_ok=True)
            copy = shutil.copytree if (ROOT / source).is_dir() else shutil.copyfile
            copy(ROOT / source, place)

    async def look(address):
        for page in ("attraction", "sql?sql=select+count(*)+from+targets", "about"):
            async with await Visit.open(address, page) as visit:
                assert visit.texts()
        async with await Visit.open(address, "unit") as visit:
            assert (await visit.download("一页简报（PDF）")).startswith(b"%PDF")

    log = tmp_path / "log"
    with serve(folder=folder, variables={"FENJIN_LOG": str(log)}) as address:
        run_visit(look(address))
    assert [line for line in log.read_text().splitlines() if json.loads(line)["level"] in ("warning", "error")] == []


@pytest.mark.parametrize("name", sorted(path.name for path in (ROOT / "docs").glob("*.md")))
def test_the_files_that_a_document_names_are_there(name):
    named = set(re.findall(r"(?<![\w/])((?:deploy|docs|tests|benchmarks|tools)/[\w./@-]*\w)", (ROOT / "docs" / name).read_text()))
    # What npm installs is nothing of ours.
    assert [each for each in sorted(named) if "node_modules" not in each and not (ROOT / each).exists()] == []


def pods(documents):
    """What pods are made from, by the kind and name of what makes them."""
    found = {}
    for each in documents:
        if each["kind"] in ("StatefulSet", "Deployment", "Job"):
            about = each["metadata"]
            found[f"{each['kind']} {about.get('name') or about['generateName']}"] = each["spec"]["template"]
        elif each["kind"] == "Pod":
            found["executor"] = each
    return found


PODS = pods(itertools.chain(*MANIFESTS.values()))
CONTAINERS = {name: pod["spec"]["containers"][0] for name, pod in PODS.items()}
SPARK_ARGS = CONTAINERS["Deployment spark-connect"]["args"]


def confs(words):
    """The settings that a command of Spark states."""
    return dict(value.split("=", 1) for name, value in itertools.pairwise(words) if name == "--conf")


def spark_defaults():
    """The settings of every process of Spark."""
    lines = (CLUSTER / "spark-defaults.conf").read_text().splitlines()
    return dict(line.split(maxsplit=1) for line in lines if line and not line.startswith("#"))


def servers(path):
    """Host and port of each line of a list for nginx."""
    return re.findall(r"(?m)^server ([\w.-]+):(\d+) max_fails=1 fail_timeout=1s;$", path.read_text())


@pytest.mark.parametrize("name", ["compose.yaml", "cluster/compose.yaml", "cluster/compose.managed.yaml"])
def test_a_compose_file_keeps_the_specification(name):
    asked = [sys.executable, "-m", "check_jsonschema", "--builtin-schema", "vendor.compose-spec", str(DEPLOY / name)]
    done = subprocess.run(asked, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stdout


def test_what_a_managed_endpoint_changes_is_there():
    changed = yaml.safe_load((CLUSTER / "compose.managed.yaml").read_text())
    assert sorted(changed["services"]) == DASHBOARDS
    for each in changed["services"].values():
        assert set(each["networks"]) <= set(changed["networks"])
        token = settings.read(each["environment"]).engine_token
        assert [(volume["target"], volume["read_only"]) for volume in each["volumes"]] == [(str(token), True)]
    assert set(changed["volumes"]) <= set(COMPOSED["volumes"])


@pytest.mark.parametrize("name", MANIFESTS)
def test_a_manifest_keeps_the_schemas_of_kubernetes(name):
    for each in MANIFESTS[name]:
        kubernetes_validate.validate(each, "1.37", strict=True)


@pytest.mark.skipif(not KUBECTL, reason="this machine has no kubectl")
@pytest.mark.parametrize("name", ["", "base", "spark", "managed"])
def test_what_is_named_in_the_rendered_manifests_is_there(name):
    done = subprocess.run([KUBECTL, "kustomize", str(KUBERNETES / name)], capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stderr
    rendered = list(yaml.safe_load_all(done.stdout))
    for each in rendered:
        kubernetes_validate.validate(each, "1.37", strict=True)
        assert each["kind"] == "Namespace" or each["metadata"]["namespace"] == "fenjin"
    made = pods(rendered)
    labels = [pod["metadata"]["labels"] for pod in made.values()]
    # What Kubernetes puts on the pods of a StatefulSet, and Spark on its executors.
    labels += [{"statefulset.kubernetes.io/pod-name": f"dashboard-{number}"} for number in range(3)]
    labels += [{"spark-role": "executor"}] * ("executor.yaml" in done.stdout)
    for each in rendered:
        spec = each.get("spec", {})
        selector = spec.get("podSelector", spec.get("selector", {}))
        wanted = selector if each["kind"] == "Service" else selector.get("matchLabels", {})
        assert any(wanted.items() <= found.items() for found in labels), each["metadata"]["name"]
    maps = {each["metadata"]["name"]: set(each["data"]) for each in rendered if each["kind"] == "ConfigMap"}
    for pod in made.values():
        volumes = [source for each in pod["spec"]["volumes"] for source in (each, *each.get("projected", {}).get("sources", ()))]
        for each in (each["configMap"] for each in volumes if "configMap" in each):
            assert {item["key"] for item in each.get("items", ())} <= maps[each["name"]]
        for container in pod["spec"]["containers"]:
            assert {each["configMapRef"]["name"] for each in container.get("envFrom", ()) if "configMapRef" in each} <= set(maps)
            assert {each["name"] for each in container["volumeMounts"]} == {each["name"] for each in pod["spec"]["volumes"]}
    (variables,) = (each["data"] for each in rendered if each["metadata"]["name"].startswith("settings-"))
    engine = {"base": None, "managed": "sc://spark.city.example:443"}.get(name, "sc://spark-connect:15002")
    assert settings.read(variables).engine == engine
    token = settings.read(variables).engine_token
    mounted = [Path(each["mountPath"]) for each in made["StatefulSet dashboard"]["spec"]["containers"][0]["volumeMounts"]]
    assert (token is not None and token.parent in mounted) == (name == "managed")
    image = "fenjin" if name == "base" else "fenjin-cluster"
    assert made["StatefulSet dashboard"]["spec"]["containers"][0]["image"].endswith(f"{image}:{__version__}")


def test_the_store_has_one_path_and_the_publisher_alone_writes_it():
    for name, service in SERVICES.items():
        mounted = [each for each in service["volumes"] if each.startswith("store:")]
        writes = "" if name == "publish" else ":ro"
        assert mounted == ([] if name == "nginx" else [f"store:{STORE}{writes}"]), name
    for name, container in CONTAINERS.items():
        mounted = [each for each in container["volumeMounts"] if each["name"] == "store"]
        if name in ("Deployment nginx", "executor"):
            assert not mounted
        elif name == "Job publish-":
            assert mounted == [{"name": "store", "mountPath": STORE}]
        else:
            assert mounted == [{"name": "store", "mountPath": STORE, "readOnly": True}]
            (volume,) = (each for each in PODS[name]["spec"]["volumes"] if each["name"] == "store")
            assert volume["persistentVolumeClaim"] == {"claimName": "store", "readOnly": True}
    prefix = "spark.kubernetes.executor.volumes.persistentVolumeClaim.store"
    asked = {name.removeprefix(prefix): value for name, value in confs(SPARK_ARGS).items() if name.startswith(prefix)}
    assert asked == {".options.claimName": "store", ".mount.path": STORE, ".mount.readOnly": "true"}
    assert f"/{STORE.strip('/')}" in stage("cluster")
    for words in (SERVICES["publish"]["command"], CONTAINERS["Job publish-"]["command"]):
        assert words[1:4] == ["-m", "fenjin.data.publish", STORE]
    for place in DASHBOARDS:
        assert SERVICES[place]["environment"]["FENJIN_TABLE"] == STORE


def test_what_is_set_is_known():
    known = {value for value in vars(settings).values() if isinstance(value, str) and re.fullmatch(r"FENJIN_[A-Z_]+", value)}
    for path in [*CLUSTER.iterdir(), *KUBERNETES.rglob("*.yaml")]:
        assert set(re.findall(r"FENJIN_[A-Z_]*[A-Z]", path.read_text())) <= known, path
    for name in DASHBOARDS:
        written = {key: re.sub(r"\$\{\w+-(.*)\}", r"\1", value) for key, value in SERVICES[name]["environment"].items()}
        read = settings.read(written)
        assert (str(read.table), read.engine, read.operations) == (STORE, "sc://spark-connect:15002", ("127.0.0.1", 9091))


def test_a_token_is_in_a_file_and_never_in_the_address():
    assert settings.read({settings.ENGINE: "sc://spark.city.example:443/;use_ssl=true"}).engine
    for secret in ("token=very secret", "use_ssl=true;token=secret", "Authorization=Bearer%20secret"):
        with pytest.raises(settings.SettingError, match="FENJIN_ENGINE_TOKEN") as refused:
            settings.read({settings.ENGINE: f"sc://spark.city.example:443/;{secret}"})
        assert "secret" not in str(refused.value)


def test_every_image_is_of_one_version():
    images = [each["image"] for each in (*SERVICES.values(), *CONTAINERS.values()) if "image" in each]
    images.append(confs(SPARK_ARGS)["spark.kubernetes.container.image"])
    ours = {image.rpartition("/")[2] for image in images if "fenjin" in image}
    assert ours == {f"{name}:{__version__}" for name in ("fenjin", "fenjin-cluster", "fenjin-nginx")}
    (others,) = {image for image in images if "fenjin" not in image}
    assert re.fullmatch(r"apache/spark:\d+\.\d+\.\d+", others)


def test_spark_is_set_as_it_is_tested():
    set_here = spark_defaults()
    assert {name: set_here.get(name) for name in spark.SETTINGS} == spark.SETTINGS
    for name in SPARK:
        assert "./spark-defaults.conf:/opt/spark/conf/spark-defaults.conf:ro" in SERVICES[name]["volumes"]
        # Without it Docker lets no native library of Spark's be loaded.
        assert SERVICES[name]["tmpfs"] == ["/tmp:exec"]
    assert {"name": "defaults", "mountPath": "/opt/spark/conf", "readOnly": True} in CONTAINERS["Deployment spark-connect"][
        "volumeMounts"
    ]
    for words in (SPARK_ARGS, *(SERVICES[name]["command"] for name in SPARK)):
        assert not set(confs(words)) & set(set_here)
    ports = {each["name"]: str(each["containerPort"]) for each in CONTAINERS["Deployment spark-connect"]["ports"]}
    assert ports == {
        "connect": set_here["spark.connect.grpc.binding.port"],
        "driver": set_here["spark.driver.port"],
        "blocks": set_here["spark.driver.blockManager.port"],
    }


def test_no_container_of_the_cluster_may_do_more_than_it_needs():
    for name, service in SERVICES.items():
        assert service["read_only"] and service["cap_drop"] == ["ALL"], name
        assert service["security_opt"] == ["no-new-privileges:true"] and service["pids_limit"], name
        assert service.get("healthcheck") or name == "nginx"
        assert SERVICES[name].get("mem_limit"), name
        assert service.get("cap_add") is None or name == "nginx"
        inside = set(service.get("networks", ())) - {"outside"}
        assert all(COMPOSED["networks"][each]["internal"] for each in inside), name
        assert "outside" not in service.get("networks", ()) or name == "nginx"
    for name, pod in PODS.items():
        spec, container = pod["spec"], CONTAINERS[name]
        assert spec["securityContext"]["runAsNonRoot"] and spec["securityContext"]["runAsUser"], name
        assert spec["securityContext"]["seccompProfile"] == {"type": "RuntimeDefault"}
        assert container["securityContext"] == {
            "allowPrivilegeEscalation": False,
            "readOnlyRootFilesystem": True,
            "capabilities": {"drop": ["ALL"]},
        }
        # What Kubernetes says of Services in variables, the program takes for settings that it does not know.
        assert spec["enableServiceLinks"] is False, name
        assert spec["automountServiceAccountToken"] is (name == "Deployment spark-connect")
        # What Spark says of an executor itself.
        assert name == "executor" or set(container["resources"]["limits"]) >= {"memory"}
        long = name != "executor" and "Job" not in name
        assert not long or {"readinessProbe", "livenessProbe"} <= set(container)


def test_dashboards_listen_where_the_cluster_asks():
    port = options(command())["--port"]
    addresses = [SERVICES[name]["networks"]["inside"]["ipv4_address"] for name in DASHBOARDS]
    assert servers(CLUSTER / "servers.conf") == [(address, port) for address in addresses]
    assert SERVICES["nginx"]["networks"]["inside"]["ipv4_address"] == options(command())["--forwarded-allow-ips"]
    assert set(SERVICES["nginx"]["depends_on"]) == set(DASHBOARDS)
    # The same in Kubernetes, where each has a Service of its own.
    documents = MANIFESTS["base/dashboard.yaml"]
    replicas = documents[0]["spec"]["replicas"]
    own = {
        each["metadata"]["name"]: each["spec"]
        for each in documents
        if each["kind"] == "Service" and "clusterIP" not in each["spec"]
    }
    assert servers(KUBERNETES / "base" / "fenjin-servers.conf") == [(name, port) for name in own]
    assert [each["selector"]["statefulset.kubernetes.io/pod-name"] for each in own.values()] == [
        f"dashboard-{number}" for number in range(replicas)
    ]
    dashboard = CONTAINERS["StatefulSet dashboard"]
    assert dashboard["command"] == [each for each in command() if each not in ("--forwarded-allow-ips", "172.30.85.2")]
    assert {str(each["containerPort"]) for each in dashboard["ports"]} == {port, "9091"}
    # /live takes up to five seconds to say that the server is stuck.
    assert dashboard["livenessProbe"]["timeoutSeconds"] > health.PATIENCE


@pytest.fixture(scope="module")
def dashboards(tmp_path_factory):
    """Three dashboards over a store."""
    folder = tmp_path_factory.mktemp("store")
    store.publish(Database(), folder, 0)
    with several(3, {settings.TABLE: str(folder)}) as running:
        yield running


@needs("nginx", "openssl", why="tools/system.sh browser installs them")
@pytest.mark.parametrize(
    "path", [CLUSTER / "servers.conf", KUBERNETES / "base" / "fenjin-servers.conf"], ids=["compose", "kubernetes"]
)
def test_a_visitor_stays_with_one_of_three_dashboards_over_a_store_until_it_is_killed(dashboards, tmp_path, path):
    with front(tmp_path / "front", [each.port for each in dashboards], path) as before:
        served = before, dashboards
        visitors = [str(number) for number in range(30)]
        first = {name: worker_of(served, name) for name in visitors}
        assert set(first.values()) == set(dashboards)
        assert all(worker_of(served, name) is first[name] for name in visitors)
        shown = {ask(before.address, "/api/counts", Cookie=f"fenjin={name}")[::2] for name in visitors}
        assert len(shown) == 1 and next(iter(shown))[0] == 200
        killed = dashboards[1]
        killed.kill()
        moved = {name: worker_of(served, name) for name in visitors}
        assert killed not in moved.values()
        assert all(moved[name] is first[name] for name in visitors if first[name] is not killed)
        assert {ask(before.address, "/api/counts", Cookie=f"fenjin={name}")[::2] for name in visitors} == shown
        killed.start()
        # nginx passes over one that refused for a second.
        wait_for(lambda: all(worker_of(served, name) is first[name] for name in visitors))

        # And as it ships; names of Kubernetes are known there alone.
        shipped = re.sub(r"dashboard-\d", "127.0.0.1", path.read_text())
        (before.folder / "snippets" / "fenjin-servers.conf").write_text(shipped)
        asked = [
            NGINX,
            "-t",
            "-p",
            str(before.folder),
            "-c",
            str(before.folder / "nginx.conf"),
            "-e",
            str(before.folder / "error.log"),
        ]
        done = subprocess.run(asked, capture_output=True, text=True, check=False)
        assert done.returncode == 0, done.stderr
