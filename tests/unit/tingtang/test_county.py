"""The county hall has the size that the field's documents name."""

from hall_controller.config import HallConfig
from tingtang.demo.county import county_hall


def test_county_has_the_size_of_a_real_one() -> None:
    hall = county_hall()
    assert len(hall.windows) == 134
    assert len(hall.services) == 1118
    assert len(hall.queues) == 26
    assert sum(1 for window in hall.windows if window.rating_pad) == 76


def test_every_service_can_be_served_somewhere() -> None:
    hall = county_hall()
    served = {queue for window in hall.windows for queue in window.queues}
    assert {service.queue for service in hall.services} == served == {queue.id for queue in hall.queues}


def test_no_two_services_of_a_department_have_the_same_name() -> None:
    hall = county_hall()
    names = [(service.queue, service.names[language]) for service in hall.services for language in ("zh-CN", "en")]
    assert len(set(names)) == len(names)


def test_it_is_the_same_each_time() -> None:
    assert county_hall() == county_hall()
    assert HallConfig.model_validate(county_hall().model_dump()) == county_hall()
